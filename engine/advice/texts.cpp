#include "engine/advice/texts.hpp"

namespace moshaver {

std::string rule_text(Language language, std::string_view rule, std::initializer_list<MessageArgument> details) {
  const Messages& messages = Messages::of(language);
  const std::string key = "rule." + std::string(rule);
  const bool detailed = details.size() > 0 && messages.has(key + ".detail");
  return detailed ? messages.text(key + ".detail", details) : messages.text(key);
}

std::string effect_text(Language language, std::string_view changes) {
  return Messages::of(language).text("effect." + std::string(changes));
}

std::string need_text(Language language, std::string_view need) {
  return Messages::of(language).text("need." + std::string(need));
}

std::string money_text(Language language, double amount, std::string_view currency) {
  const Messages& messages = Messages::of(language);
  if (currency.empty()) return messages.text("money.plain", {{"amount", amount}});
  const std::string of_currency = "money." + std::string(currency);
  return messages.text(messages.has(of_currency) ? of_currency : "money", {{"amount", amount}, {"currency", currency}});
}

}  // namespace moshaver
