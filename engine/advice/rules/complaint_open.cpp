// Pauses promotion while a complaint of the customer is open: removes the product and, if it has a category, all products
// of its category.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule complaint_open_rule{"complaint_open",
                                       [](const LiveCatalogue& catalogue, const AdviceRequest&, std::optional<ItemId>,
                                          const AdviceHistory& history, EligibleProducts& eligible) {
                                         for (const ItemId item : history.feedback.complaints) {
                                           const auto& steps = catalogue.of(item).category;
                                           if (!steps.empty())
                                             eligible.remove(complaint_open_rule.name, *of_category(catalogue, steps));
                                           const ItemId head = catalogue.groups().head(item);
                                           eligible.remove(complaint_open_rule.name, std::span(&head, 1));
                                         }
                                       }};

}  // namespace moshaver
