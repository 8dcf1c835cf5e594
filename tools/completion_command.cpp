// Completion scripts for bash and zsh, generated from the commands and their options.
#include <algorithm>
#include <cstdio>

#include "moshaver/train.hpp"
#include "tools/command.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(Prints a script that completes commands, options, and their values: files, directories, formats, recipes.

Examples:
  source <(moshaver completion bash)                         for this shell; in ~/.bashrc for every shell
  source <(moshaver completion zsh)                          after compinit, in ~/.zshrc
)";

enum class Values { none, files, directories, words };

struct CompletedOption {
  std::string name;  // "--format"
  std::string short_name, description, value_name;
  Values values = Values::none;
  std::vector<std::string> words;
  bool takes_value = false, takes_several = false, repeats = false;
};

std::vector<std::string> split_at(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// "dim=", "ials.dim=" and so on, of every recipe.
std::vector<std::string> setting_words() {
  std::vector<std::string> words;
  for (const RecipeInfo& recipe : recipe_infos()) {
    for (const SettingInfo& setting : recipe.settings) {
      words.push_back(std::string(setting.name) + "=");
      words.push_back(std::string(recipe.name) + "." + std::string(setting.name) + "=");
    }
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

CompletedOption completed(const po::option_description& option) {
  CompletedOption out;
  out.name = "--" + option.long_name();
  out.short_name = option.canonical_display_name(po::command_line_style::allow_dash_for_short);
  if (out.short_name.size() != 2) out.short_name.clear();
  out.description = option.description();
  out.value_name = value_name(option);
  out.takes_value = option.semantic()->max_tokens() > 0;
  out.takes_several = option.semantic()->max_tokens() > 1;
  out.repeats = out.takes_several || option.semantic()->is_composing();
  const std::string& value = out.value_name;
  if (option.long_name() == "recipe") {
    out.values = Values::words;
    for (const RecipeInfo& recipe : recipe_infos()) out.words.emplace_back(recipe.name);
  } else if (option.long_name() == "set") {
    out.values = Values::words;
    out.words = setting_words();
  } else if (value.find('|') != std::string::npos) {
    out.values = Values::words;
    out.words = split_at(value, '|');
  } else if (value.starts_with("FILE")) {
    out.values = Values::files;
  } else if (value.starts_with("DIR")) {
    out.values = Values::directories;
  }
  return out;
}

std::vector<CompletedOption> options_to_complete(const Command& command) {
  std::vector<CompletedOption> options;
  const po::options_description all = options_of(command);
  for (const auto& option : all.options()) options.push_back(completed(*option));
  return options;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// In single quotes, for both shells.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char letter : text) out += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return out + "'";
}

// ---- bash ----

constexpr std::string_view bash_head = R"(# bash completion of moshaver: source <(moshaver completion bash)
_moshaver() {
  COMPREPLY=()
  local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} option= at word
  # bash splits "--format=json" into three words.
  [[ $cur == '=' ]] && cur=
  for ((at = COMP_CWORD - 1; at > 1; --at)); do
    word=${COMP_WORDS[at]}
    [[ $word == -* ]] && { option=$word; break; }
  done
  local between=$((COMP_CWORD - at - 1))
  [[ -n $option && ${COMP_WORDS[at + 1]} == '=' ]] && between=$((at + 1 == COMP_CWORD ? 0 : between - 1))
  local options= kind= words= several=
  case $command in
)";

constexpr std::string_view bash_tail = R"(  esac
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "$commands --help --version" -- "$cur"))
  elif [[ -n $kind && $cur != -* && ($between -eq 0 || -n $several) ]]; then
    case $kind in
      words) COMPREPLY=($(compgen -W "$words" -- "$cur")); [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null ;;
      files) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames 2>/dev/null ;;
      directories) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); compopt -o filenames 2>/dev/null ;;
    esac
  else
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
  fi
  return 0
}
complete -F _moshaver moshaver
)";

std::string bash_case(const CompletedOption& option) {
  std::string kind = "any";
  if (option.values == Values::files) kind = "files";
  if (option.values == Values::directories) kind = "directories";
  if (option.values == Values::words) kind = "words";
  std::string text = "        " + option.name + ") kind=" + kind;
  if (option.values == Values::words) text += " words=" + shell_quoted(joined(option.words));
  if (option.takes_several) text += " several=yes";
  return text + " ;;\n";
}

std::string bash_script() {
  std::string cases, names;
  for (const Command* command : commands()) {
    const std::string name(command->name);
    names += (names.empty() ? "" : " ") + name;
    std::string listed, values;
    for (const CompletedOption& option : options_to_complete(*command)) {
      if (option.name == "--" + std::string(command->argument)) {
        listed += joined(option.words) + " ";
        continue;
      }
      listed += option.name + " ";
      if (option.takes_value) values += bash_case(option);
    }
    listed.pop_back();
    cases += "    " + name + ")\n      options=" + shell_quoted(listed) + "\n";
    if (!values.empty()) cases += "      case $option in\n" + values + "      esac\n";
    cases += "      ;;\n";
  }
  cases += "    help) options=" + shell_quoted(names) + " ;;\n";
  std::string head(bash_head);
  head.insert(head.find("  local options="), "  local commands=" + shell_quoted(names) + "\n");
  return head + cases + std::string(bash_tail);
}

// ---- zsh ----

// _arguments gives brackets and colons a meaning of its own.
std::string escaped_for_arguments(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '[' || letter == ']' || letter == ':') out += '\\';
    out += letter;
  }
  return out;
}

std::string zsh_action(const CompletedOption& option) {
  switch (option.values) {
    case Values::files:
      return "_files";
    case Values::directories:
      return "_files -/";
    case Values::words:
      return "(" + joined(option.words) + ")";
    case Values::none:
      break;
  }
  return " ";
}

std::string zsh_spec(const CompletedOption& option, bool is_argument) {
  const std::string value = escaped_for_arguments(option.value_name) + ":" + zsh_action(option);
  if (is_argument) return shell_quoted("1:" + value);
  std::string spec = (option.repeats ? "*" : "") + option.name + (option.takes_value ? "=" : "") + "[" +
                     escaped_for_arguments(option.description) + "]";
  if (option.takes_value) spec += ":" + value;
  return shell_quoted(spec);
}

std::string zsh_script() {
  std::string described, cases;
  for (const Command* command : commands()) {
    const std::string name(command->name);
    described += "    " + shell_quoted(name + ":" + std::string(command->summary)) + "\n";
    cases += "    " + name + ")\n      _arguments";
    for (const CompletedOption& option : options_to_complete(*command)) {
      cases += " \\\n        " + zsh_spec(option, option.name == "--" + std::string(command->argument));
    }
    cases += "\n      ;;\n";
  }
  return "#compdef moshaver\n# zsh completion of moshaver: source <(moshaver completion zsh)\n_moshaver() {\n"
         "  local -a commands=(\n" +
         described +
         "  )\n"
         "  if ((CURRENT == 2)); then\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  shift words\n"
         "  ((CURRENT--))\n"
         "  case $words[1] in\n" +
         cases +
         "  esac\n}\n"
         "if [[ $funcstack[1] == _moshaver ]]; then _moshaver \"$@\"; else compdef _moshaver moshaver; fi\n";
}

void describe(po::options_description& options) {
  options.add_options()("shell", po::value<std::string>()->value_name("bash|zsh")->required(),
                        "the shell; may be given without --shell");
}

Result<void> run(const po::variables_map& options) {
  const std::string shell = string_of(options, "shell");
  if (shell != "bash" && shell != "zsh") {
    return failure(ErrorCode::invalid_argument, "there is completion for bash and zsh, not for \"" + shell + "\"");
  }
  std::fputs((shell == "bash" ? bash_script() : zsh_script()).c_str(), stdout);
  return {};
}

}  // namespace

const Command completion_command{
    "completion", "print a script for bash or zsh that completes commands, options and values",
    "bash|zsh",   help,
    describe,     run,
    "shell"};

}  // namespace moshaver::tools
