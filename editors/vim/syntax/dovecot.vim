if exists('b:current_syntax')
  finish
endif
syntax match dovecotSection /^\s*\w\+\ze\%(\s[^={]*\)\?{/ nextgroup=dovecotName skipwhite
syntax match dovecotName /[^ \t{=][^{=]*\ze{/ contained
syntax match dovecotKey /^\s*[^ \t=#{}!]\+\ze\s*=/ nextgroup=dovecotEqual skipwhite
syntax match dovecotEqual /=/ contained nextgroup=dovecotValue skipwhite
syntax match dovecotValue /.*/ contained contains=dovecotComment,dovecotNumber,dovecotBoolean,dovecotString,dovecotVariable,dovecotFile
syntax match dovecotNumber /\<\d\+\s*\%([kKMGT]B\?\|msecs\?\|secs\?\|mins\?\|hours\?\|days\?\|weeks\?\|[smhdw]\)\?\>/ contained
syntax keyword dovecotBoolean yes no contained
syntax region dovecotString start=/"/ skip=/\\./ end=/"/ end=/$/ contained contains=dovecotVariable
syntax match dovecotVariable /%{[^}]*}\|%[A-Z]*[a-z]\|\$\%(ENV:\|SET:\)\?\w\+/ contained
syntax match dovecotFile /<\s*\S\+/ contained
syntax match dovecotInclude /^\s*!include\%(_try\)\?/ nextgroup=dovecotPath skipwhite
syntax match dovecotPath /\S.*/ contained
" `#` begins a comment only at the start or behind a blank.
syntax match dovecotComment /\%(^\|\s\)\zs#.*/

highlight default link dovecotSection Type
highlight default link dovecotName Title
highlight default link dovecotKey Identifier
highlight default link dovecotEqual Operator
highlight default link dovecotNumber Number
highlight default link dovecotBoolean Boolean
highlight default link dovecotString String
highlight default link dovecotVariable PreProc
highlight default link dovecotFile String
highlight default link dovecotInclude Include
highlight default link dovecotPath String
highlight default link dovecotComment Comment
let b:current_syntax = 'dovecot'
