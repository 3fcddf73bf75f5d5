import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import accessibility from 'eslint-plugin-vuejs-accessibility';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  {
    ignores: ['out', 'node_modules', 'test-results', 'playwright-report', 'src/api/schema.d.ts'],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  prettier,
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.vue'] },
    },
  },
  { files: ['dev/**', '*.config.*', 'tests/**'], languageOptions: { globals: globals.node } },
  {
    rules: {
      // vue-tsc knows names better than the linter does.
      'no-undef': 'off',
      'no-console': ['error', { allow: ['error'] }],
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      // HTML strings may only enter through one sanitising component.
      'vue/no-v-html': 'error',
      'vue/no-static-inline-styles': 'error',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-macros-order': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // The kit's fields carry label and control as siblings tied by id.
      'vuejs-accessibility/label-has-for': 'off',
      // Our own controls are native buttons and inputs under another name.
      'vuejs-accessibility/form-control-has-label': 'off',
      'vuejs-accessibility/no-autofocus': 'off',
      // Drag targets and separators: each has a keyboard twin, which the rule cannot see.
      'vuejs-accessibility/no-static-element-interactions': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['dev/**'],
    rules: { 'no-console': 'off', 'no-undef': 'error' },
  },
);
