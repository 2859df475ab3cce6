/** No function has more ways through it than one can keep in mind. Types: tsconfig.json. */
export default [
  {
    files: ["pages/ui/**/*.js", "tests/js/**/*.js"],
    rules: {
      complexity: ["error", { max: 15, variant: "modified" }],
    },
  },
];
