/** No function has more ways through it than one can keep in mind; one module owns the address. Types: tsconfig.json. */
export default [
  {
    files: ["pages/ui/**/*.js", "tests/js/**/*.js"],
    rules: {
      complexity: ["error", { max: 15, variant: "modified" }],
    },
  },
  {
    files: ["pages/ui/**/*.js"],
    ignores: ["pages/ui/kit/address.js"],
    rules: { "no-restricted-globals": ["error", { name: "history", message: "kit/address.js writes the address and tells of its changes." }] },
  },
];
