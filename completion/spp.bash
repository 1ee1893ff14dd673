# SPDX-License-Identifier: BSD-3-Clause
# Completion of spp's command line for bash 4.4 and later: options, and commands with the names of what runs.
#
# The program itself says what may follow. A command is one argument of the shell, so the first word that
# others follow opens a quote.

_spp() {
  local -a answer
  local kept word typed=${COMP_LINE:0:COMP_POINT} current=$2
  mapfile -t answer < <("$1" --complete-line "$typed" 2>/dev/null)
  kept=${answer[1]-}
  COMPREPLY=()
  case ${answer[0]-} in
    files)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      ;;
    words | more | hints)
      local -a words=("${answer[@]:2}")
      # After a second TAB readline only lists, and the words say more without what stands before them.
      if [ "$COMP_TYPE" = 63 ]; then
        COMPREPLY=("${words[@]}")
        return
      fi
      [ "${answer[0]}" != hints ] || return
      if [ ${#words[@]} -eq 1 ] && [ "${answer[0]}" = more ]; then
        compopt -o nospace
        word=$kept${words[0]}
        case $word in *[:/]) ;; *) word+=' ' ;; esac
        case ${COMP_WORDS[COMP_CWORD]-} in
          # readline would close the quote after the only word, but not after what two words share.
          [\'\"]*) COMPREPLY=("$word" "$word ") ;;
          *) COMPREPLY=("'$word") ;;
        esac
      else
        for word in "${words[@]}"; do COMPREPLY+=("$kept$word"); done
      fi
      ;;
  esac
}

complete -F _spp spp
