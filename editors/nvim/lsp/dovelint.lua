-- Neovim 0.11 or newer: vim.lsp.enable("dovelint")
return {
  cmd = { "dovelint", "lsp" },
  filetypes = { "dovecot" },
  root_markers = { "dovelint.toml", "dovecot.conf" },
}
