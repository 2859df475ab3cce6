/** No function is longer than a screen, or has more ways through it than one can keep in mind. Types: tsconfig.json. */
export default [
  {
    files: ["pages/ui/**/*.js", "tests/js/**/*.js"],
    rules: {
      complexity: ["error", { max: 15, variant: "modified" }],
      "max-lines": ["error", 260],
      "max-lines-per-function": ["error", 60],
    },
  },
];
