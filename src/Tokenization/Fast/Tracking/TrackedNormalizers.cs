using TransformerService.Models.Files;

namespace TransformerService.Tokenization.Fast.Tracking;

/// <summary>The normalizers of tokenizer.json over a text whose origin is tracked; the text is the same as that of <see cref="Normalizers"/>.</summary>
internal static class TrackedNormalizers
{
    public static Func<TrackedText, TextWork, TrackedText> Create(JsonSection part)
    {
        switch (part.Type())
        {
            case "Sequence":
                var steps = part.Steps("normalizers").Select(Create).ToArray();
                return (text, work) =>
                    steps.Aggregate(
                        text,
                        (current, step) =>
                        {
                            var next = step(current, work);
                            TextGrowth.Check(next.Text.Length);
                            return next;
                        }
                    );
            case "Strip":
                var strip = Normalizers.Create(part);
                return (text, work) => Kept(text, strip(text.Text, work));
            case "Prepend":
                var prefix = part.RequiredText("prepend");
                return (text, _) => text.Prepend(prefix);
            case "Replace":
                var (regex, content) = (Normalizers.Regex(part, "pattern"), part.RequiredText("content"));
                return (text, work) => text.Replace(regex.Matches(text.Text, work).Select(match => (match, content)));
            default:
                var change = Normalizers.Create(part);
                return (text, work) => text.Change(change, work);
        }
    }

    /// <summary>A text whose ends were cut off.</summary>
    private static TrackedText Kept(TrackedText text, string kept)
    {
        var start = kept.Length == 0 ? 0 : text.Text.IndexOf(kept, StringComparison.Ordinal);
        return text.Slice(start, start + kept.Length);
    }
}
