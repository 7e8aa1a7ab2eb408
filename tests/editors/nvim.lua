-- Neovim as a client of `dovelint lsp`: findings, a fix, hover, completion, definition, layout.
--
--   DOVELINT_LSP="dovelint lsp" TREE=FOLDER nvim --headless -u NONE -c "luafile nvim.lua"
--
-- TREE is a copy of tree/dovecot. Neovim 0.7 to 0.12. Exit code 0 when all holds.
local command = vim.split(os.getenv("DOVELINT_LSP"), " ", { plain = true })
local tree = os.getenv("TREE")
local failed = 0

local function check(name, ok, detail)
  if not ok then failed = failed + 1 end
  io.stdout:write((ok and "ok      " or "not ok  ") .. name .. (ok and "" or ": " .. vim.inspect(detail)) .. "\n")
end

local function wait(condition) return vim.wait(tonumber(os.getenv("WAIT") or "5000"), condition, 20) end

vim.opt.runtimepath:append(os.getenv("EDITORS") .. "/vim")
vim.opt.runtimepath:append(os.getenv("EDITORS") .. "/nvim")
vim.cmd("filetype plugin on")
vim.cmd("syntax on")
vim.cmd("edit " .. tree .. "/conf.d/10-master.conf")
local buffer = vim.api.nvim_get_current_buf()
check("the file type of conf.d/10-master.conf", vim.bo[buffer].filetype == "dovecot", vim.bo[buffer].filetype)

local config = { name = "dovelint", cmd = command, root_dir = tree }
if vim.lsp.config and vim.lsp.enable then
  vim.lsp.config("dovelint", { cmd = command })
  vim.lsp.enable("dovelint")
  vim.cmd("doautocmd FileType")
elseif vim.lsp.start then
  vim.lsp.start(config)
else
  vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config))
end

local function clients() return (vim.lsp.get_clients or vim.lsp.get_active_clients)() end
wait(function() return #clients() == 1 and (clients()[1].initialized or clients()[1].server_capabilities) end)
check("one client is attached", #clients() == 1, #clients())

local function codes(of)
  return vim.tbl_map(function(d) return d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code) end, vim.diagnostic.get(of))
end
wait(function() return vim.tbl_contains(codes(buffer), "mail-process-client-limit") end)
check("findings of the file", vim.tbl_contains(codes(buffer), "mail-process-client-limit"), codes(buffer))
local one = vim.diagnostic.get(buffer)[1]
check("place, source and severity", one and one.lnum == 1 and one.col == 2 and one.source == "dovelint" and one.severity == 2, one)
wait(function() return vim.tbl_contains(codes(nil), "time-without-unit") end)
check("findings of files that are not open", vim.tbl_contains(codes(nil), "time-without-unit"), codes(nil))
local twice = {}
for _, d in ipairs(vim.diagnostic.get(nil)) do
  local key = d.bufnr .. ":" .. d.lnum .. ":" .. d.col .. ":" .. tostring(d.code)
  if twice[key] then twice.found = key end
  twice[key] = true
end
check("nothing is shown twice", not twice.found, twice.found)

local function at(line, column)
  return { textDocument = vim.lsp.util.make_text_document_params(buffer), position = { line = line, character = column } }
end
local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 5000) or {}
  for _, answer in pairs(answers) do return answer.result, answer.err end
end

local hover = ask("textDocument/hover", at(1, 4))
check("hover", hover and vim.inspect(hover):find("client_limit"), hover)
local items = ask("textDocument/completion", vim.tbl_extend("force", at(1, 2), { context = { triggerKind = 1 } }))
local labels = vim.tbl_map(function(i) return i.label end, items and (items.items or items) or {})
check("completion", vim.tbl_contains(labels, "process_limit"), labels)

-- The fix is unsafe, so it is offered and not preferred.
vim.api.nvim_win_set_cursor(0, { 2, 4 })
local params = vim.lsp.util.make_range_params and vim.lsp.util.make_range_params(0, clients()[1].offset_encoding)
params.context = { diagnostics = {}, only = { "quickfix" } }
for _, action in ipairs(ask("textDocument/codeAction", params) or {}) do
  if action.title:find("^Write") then
    if not action.edit then action = ask("codeAction/resolve", action) end
    vim.lsp.util.apply_workspace_edit(action.edit, clients()[1].offset_encoding)
    break
  end
end
local line = vim.api.nvim_buf_get_lines(buffer, 1, 2, false)[1]
check("the fix is applied", line == "  client_limit = 1", line)
wait(function() return not vim.tbl_contains(codes(buffer), "mail-process-client-limit") end)
check("and the finding is gone", not vim.tbl_contains(codes(buffer), "mail-process-client-limit"), codes(buffer))

-- An unsaved edit of one file changes another.
vim.cmd("edit! " .. tree .. "/conf.d/10-mail.conf")
local mail = vim.api.nvim_get_current_buf()
if not (vim.lsp.enable or vim.lsp.start) then vim.lsp.buf_attach_client(mail, clients()[1].id) end
if vim.lsp.start and not vim.lsp.enable then vim.lsp.start(config) end
vim.api.nvim_buf_set_lines(mail, 1, 2, false, { "mail_plugins = $mail_plugins" })
wait(function() return vim.tbl_contains(codes(nil), "plugin-dependency-missing") end)
check("an unsaved edit changes another file", vim.tbl_contains(codes(nil), "plugin-dependency-missing"), codes(nil))

vim.cmd("edit! " .. tree .. "/dovecot.conf")
buffer = vim.api.nvim_get_current_buf()
if not (vim.lsp.enable or vim.lsp.start) then vim.lsp.buf_attach_client(buffer, clients()[1].id) end
if vim.lsp.start and not vim.lsp.enable then vim.lsp.start(config) end
wait(function() return #vim.diagnostic.get(buffer) > 0 end)
local places = ask("textDocument/definition", at(4, 12))
check("definition of an include", places and #places == 5, places)

vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { "ssl=required" })
vim.wait(200)
local edits = ask("textDocument/formatting", { textDocument = vim.lsp.util.make_text_document_params(buffer),
  options = { tabSize = 2, insertSpaces = true } })
if edits then vim.lsp.util.apply_text_edits(edits, buffer, clients()[1].offset_encoding) end
local last = vim.api.nvim_buf_get_lines(buffer, -2, -1, false)[1]
check("layout", last == "ssl = required", last)

local id = clients()[1].id
vim.lsp.stop_client(id)
wait(function() return vim.lsp.get_client_by_id(id) == nil or #clients() == 0 end)
check("it ends when it is told to", #clients() == 0, #clients())
io.stdout:write(failed .. " failed\n")
vim.cmd(failed == 0 and "qall!" or "cquit!")
