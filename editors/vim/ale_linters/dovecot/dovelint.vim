call ale#Set('dovecot_dovelint_executable', 'dovelint')

function! ale_linters#dovecot#dovelint#Root(buffer) abort
  for l:name in ['dovelint.toml', 'dovecot.conf']
    let l:file = ale#path#FindNearestFile(a:buffer, l:name)
    if !empty(l:file)
      return fnamemodify(l:file, ':h')
    endif
  endfor
  return fnamemodify(bufname(a:buffer), ':p:h')
endfunction

call ale#linter#Define('dovecot', {
\   'name': 'dovelint',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'dovecot_dovelint_executable')},
\   'command': '%e lsp',
\   'project_root': function('ale_linters#dovecot#dovelint#Root'),
\})
