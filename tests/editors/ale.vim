" Vim with ALE as a client of dovelint: type, colours, findings, findings after an edit.
"
"   EDITORS=…/editors TREE=FOLDER RESULTS=FILE vim -es -N -i NONE -u NONE -S ale.vim
"
" TREE is a copy of tree/dovecot; `dovelint` is in PATH, ALE below /usr/share/vim-ale or in $ALE. Writes to RESULTS. Exit
" code 0 when all holds.
let s:lines = []
let s:failed = 0

function! s:Check(name, ok, detail) abort
  let s:failed += !a:ok
  call add(s:lines, (a:ok ? 'ok      ' : 'not ok  ') . a:name . (a:ok ? '' : ': ' . string(a:detail)))
endfunction

function! s:Codes() abort
  return map(copy(ale#engine#GetLoclist(bufnr(''))), 'get(v:val, "code", "")')
endfunction

" Waits until a finding is there, or gone.
function! s:Wait(code, is_there) abort
  let l:rounds = 0
  while (index(s:Codes(), a:code) >= 0) != a:is_there && l:rounds < 200
    sleep 50m
    let l:rounds += 1
  endwhile
  return (index(s:Codes(), a:code) >= 0) == a:is_there
endfunction

execute 'set runtimepath^=' . fnameescape($EDITORS . '/vim')
execute 'set runtimepath+=' . fnameescape(empty($ALE) ? '/usr/share/vim-ale' : $ALE)
let g:ale_lint_delay = 50
filetype plugin on
syntax on
runtime plugin/ale.vim
execute 'edit' fnameescape($TREE . '/conf.d/10-master.conf')
call s:Check('the file type of conf.d/10-master.conf', &filetype is# 'dovecot', &filetype)
let s:names = [synIDattr(synID(1, 1, 1), 'name'), synIDattr(synID(2, 5, 1), 'name'), synIDattr(synID(2, 18, 1), 'name')]
call s:Check('colours', s:names == ['dovecotSection', 'dovecotKey', 'dovecotNumber'], s:names)
ALELint
call s:Check('the finding', s:Wait('mail-process-client-limit', 1), ale#engine#GetLoclist(bufnr('')))
let s:one = get(filter(copy(ale#engine#GetLoclist(bufnr(''))), 'get(v:val, "code", "") is# "mail-process-client-limit"'), 0, {})
call s:Check('its place', get(s:one, 'lnum') == 2 && get(s:one, 'col') == 3 && get(s:one, 'type') is# 'W', s:one)
call setline(2, '  client_limit = 1')
ALELint
call s:Check('after an edit it is gone', s:Wait('mail-process-client-limit', 0), s:Codes())
call writefile(s:lines + [s:failed . ' failed'], $RESULTS)
execute s:failed ? 'cquit!' : 'qall!'
