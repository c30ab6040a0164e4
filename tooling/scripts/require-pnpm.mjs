// Each package runs this before it is packed: npm would leave `catalog:` and `workspace:` in the manifest, which nobody could install.
const agent = process.env.npm_config_user_agent ?? '';
if (!agent.startsWith('pnpm/')) {
  console.error(
    'This package is packed by pnpm only, which writes real versions into its manifest: run "npx pnpm pack" here.',
  );
  process.exit(1);
}
