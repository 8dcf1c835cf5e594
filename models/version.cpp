// Placeholder until the learners arrive.
namespace moshaver {}
