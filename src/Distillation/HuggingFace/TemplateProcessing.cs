using System.Text.Json.Nodes;

namespace TransformerService.Distillation.HuggingFace;

/// <summary>tokenizer.json's post-processor that adds special tokens to one text and to a pair.</summary>
internal static class TemplateProcessing
{
    /// <summary>The first text's place in a template.</summary>
    public const string First = "A";

    /// <summary>The second text's place.</summary>
    public const string Second = "B";

    /// <param name="single">The row of one text: <see cref="First"/> and special tokens, each with its type id.</param>
    /// <param name="pair">The row of a pair.</param>
    /// <param name="ids">The special tokens' ids.</param>
    public static JsonObject Of(
        IReadOnlyList<(string Item, int TypeId)> single,
        IReadOnlyList<(string Item, int TypeId)> pair,
        IReadOnlyDictionary<string, int> ids
    ) =>
        new()
        {
            ["type"] = "TemplateProcessing",
            ["single"] = Row(single),
            ["pair"] = Row(pair),
            ["special_tokens"] = new JsonObject(
                ids.OrderBy(token => token.Key, StringComparer.Ordinal)
                    .Select(token =>
                        KeyValuePair.Create<string, JsonNode?>(
                            token.Key,
                            new JsonObject
                            {
                                ["id"] = token.Key,
                                ["ids"] = new JsonArray(token.Value),
                                ["tokens"] = new JsonArray(token.Key),
                            }
                        )
                    )
            ),
        };

    private static JsonArray Row(IReadOnlyList<(string Item, int TypeId)> items) =>
        [
            .. items.Select(item => new JsonObject
            {
                [item.Item is First or Second ? "Sequence" : "SpecialToken"] = new JsonObject
                {
                    ["id"] = item.Item,
                    ["type_id"] = item.TypeId,
                },
            }),
        ];
}
