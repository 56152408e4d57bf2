# fish completion for plumb; written from its declaration, do not edit
complete -c plumb -x -a '(plumb help 2>/dev/null | sed -n "1s/.*/help/p;/^topics/q;s/^  //p")'
complete -c plumb -s q -l quiet -d 'say nothing but what went wrong'
complete -c plumb -s v -l verbose -d 'say what was done'
complete -c plumb -l color -x -a 'auto always never' -d 'colours in the output'
complete -c plumb -s h -l help -d 'this text'
complete -c plumb -l version -d 'the version'
