namespace TransformerService.Tokenization.Fast;

/// <summary>The post-processors of tokenizer.json as templates for one text and for a pair.</summary>
internal static class PostProcessors
{
    private const int MostItems = 64;

    private static readonly (Template Single, Template Pair) Plain = (
        new Template([(Template.First, 0)]),
        new Template([(Template.First, 0), (Template.Second, 1)])
    );

    public static (Template Single, Template Pair) Create(JsonPart? part)
    {
        switch (part?.Type)
        {
            case null or "ByteLevel":
                // It only changes offsets.
                return Plain;
            case "Sequence":
                var steps = part.Value.Parts("processors").Where(step => step.Type != "ByteLevel").ToArray();
                return steps.Length <= 1
                    ? Create(steps.Length == 0 ? null : steps[0])
                    : throw part.Value.Fault("more than one post-processor adds tokens");
            case "BertProcessing":
                var (cls, sep) = (Id(part.Value, "cls"), Id(part.Value, "sep"));
                return (
                    new Template([(cls, 0), (Template.First, 0), (sep, 0)]),
                    new Template([(cls, 0), (Template.First, 0), (sep, 0), (Template.Second, 1), (sep, 1)])
                );
            case "RobertaProcessing":
                var (start, end) = (Id(part.Value, "cls"), Id(part.Value, "sep"));
                return (
                    new Template([(start, 0), (Template.First, 0), (end, 0)]),
                    new Template([(start, 0), (Template.First, 0), (end, 0), (end, 0), (Template.Second, 0), (end, 0)])
                );
            case "TemplateProcessing":
                return (Read(part.Value, "single"), Read(part.Value, "pair"));
            default:
                throw part.Value.Unsupported();
        }
    }

    private static int Id(JsonPart part, string name) =>
        part.List(name) is [_, var id] ? part.ToId(id, $"the id of '{name}'") : throw part.Fault($"'{name}' is not a token and its id");

    private static Template Read(JsonPart part, string name)
    {
        var items = new List<(int, int)>();
        foreach (var item in part.Parts(name))
        {
            if (item.OptionalPart("Sequence") is { } sequence)
            {
                items.Add((sequence.Text("id") == "A" ? Template.First : Template.Second, sequence.Number("type_id", 0)));
            }
            else
            {
                var token = item.Part("SpecialToken");
                var ids = part.Part("special_tokens").Part(token.Text("id")).List("ids");
                items.AddRange(ids.Select(id => (part.ToId(id, "a special token's id"), token.Number("type_id", 0))));
            }
        }

        // The bounds keep a row within the length that was asked for: a template that repeats a text would exceed it.
        return
            items.Count <= MostItems
            && items.Count(item => item.Item1 == Template.First) <= 1
            && items.Count(item => item.Item1 == Template.Second) <= 1
            ? new Template(items)
            : throw part.Fault($"'{name}' repeats a text, or has more than {MostItems} items");
    }
}
