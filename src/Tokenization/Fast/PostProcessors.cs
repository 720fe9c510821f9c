using TransformerService.Models.Files;

namespace TransformerService.Tokenization.Fast;

/// <summary>The post-processors of tokenizer.json as templates for one text and for a pair.</summary>
internal static class PostProcessors
{
    private const int MostItems = 64;

    private static readonly (Template Single, Template Pair) Plain = (
        new Template([(Template.First, 0)]),
        new Template([(Template.First, 0), (Template.Second, 1)])
    );

    public static (Template Single, Template Pair) Create(JsonSection? part)
    {
        if (part is null)
        {
            return Plain;
        }

        switch (part.Type())
        {
            case "ByteLevel":
                // It only changes offsets.
                return Plain;
            case "Sequence":
                var steps = part.RequiredSections("processors").Where(step => step.Type() != "ByteLevel").ToArray();
                return steps.Length <= 1
                    ? Create(steps.Length == 0 ? null : steps[0])
                    : throw part.Unusable("more than one post-processor adds tokens");
            case "BertProcessing":
                var (cls, sep) = (Id(part, "cls"), Id(part, "sep"));
                return (
                    new Template([(cls, 0), (Template.First, 0), (sep, 0)]),
                    new Template([(cls, 0), (Template.First, 0), (sep, 0), (Template.Second, 1), (sep, 1)])
                );
            case "RobertaProcessing":
                var (start, end) = (Id(part, "cls"), Id(part, "sep"));
                return (
                    new Template([(start, 0), (Template.First, 0), (end, 0)]),
                    new Template([(start, 0), (Template.First, 0), (end, 0), (end, 0), (Template.Second, 0), (end, 0)])
                );
            case "TemplateProcessing":
                return (Read(part, "single"), Read(part, "pair"));
            default:
                throw part.Unsupported();
        }
    }

    private static int Id(JsonSection part, string name) =>
        part.RequiredList(name) is [_, var id]
            ? part.Id(id, $"the id of '{name}'")
            : throw part.Unusable($"'{name}' is not a token and its id");

    private static Template Read(JsonSection part, string name)
    {
        var items = new List<(int, int)>();
        foreach (var item in part.RequiredSections(name))
        {
            if (item.Section("Sequence") is { } sequence)
            {
                items.Add((sequence.RequiredText("id") == "A" ? Template.First : Template.Second, sequence.Integer("type_id") ?? 0));
            }
            else
            {
                var token = item.RequiredSection("SpecialToken");
                var ids = part.RequiredSection("special_tokens").RequiredSection(token.RequiredText("id")).RequiredList("ids");
                items.AddRange(ids.Select(id => (part.Id(id, "a special token's id"), token.Integer("type_id") ?? 0)));
            }
        }

        // The bounds keep a row within the length that was asked for: a template that repeats a text would exceed it.
        return
            items.Count <= MostItems
            && items.Count(item => item.Item1 == Template.First) <= 1
            && items.Count(item => item.Item1 == Template.Second) <= 1
            ? new Template(items)
            : throw part.Unusable($"'{name}' repeats a text, or has more than {MostItems} items");
    }
}
