using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Markup;

/// <summary>
/// HTML, by the tokens of AngleSharp and their places: no tree is built, so broken HTML is read as far as it goes and copied where it is not
/// text.
/// </summary>
internal sealed class HtmlSyntax : MarkupSyntax
{
    public override IReadOnlyList<MarkupItem> Read(string source, List<MarkupItem>? values, TextWork work)
    {
        var items = new KeptElements(source, values, Named, HtmlEntityProvider.Resolver.GetSymbol, HtmlElements.Ends);

        // For an end tag without a name the tokenizer calls itself, once for each in a row; a comment is as long and says as little.
        using var tokenizer = new HtmlTokenizer(
            new TextSource(source.Replace("</>", "<!>", StringComparison.Ordinal)),
            HtmlEntityProvider.Resolver
        )
        {
            IsNotConsumingCharacterReferences = true,
        };

        // It compares each attribute with the others; one is looked at.
        var (range, isSeen) = (default(TextRange), false);
        tokenizer.ShouldEmitAttribute = (ref StructHtmlToken _, ReadOnlyMemory<char> name) =>
            !isSeen && name.Span.Equals("translate", StringComparison.OrdinalIgnoreCase) && (isSeen = true);
        tokenizer.OnToken = (_, place) => (range, isSeen) = (place, false);
        while (true)
        {
            var token = tokenizer.Get();
            var (start, end) = (Math.Min(range.Start.Position - 1, source.Length), Math.Min(range.End.Position - 1, source.Length));
            work.Step(1 + end - start);
            switch (token.Type)
            {
                case HtmlTokenType.StartTag:
                    AddStart(items, token.AsTag(), token.Name, start, end);
                    if (!items.IsForeign && HtmlElements.ModeAfter(token.Name) is { } mode)
                    {
                        tokenizer.State = mode;
                    }

                    break;
                case HtmlTokenType.EndTag:
                    items.End(token.Name, HtmlElements.IsBlock(token.Name), start, end);
                    break;
                case HtmlTokenType.Character:
                    items.Text(start, end);
                    break;
                case HtmlTokenType.EndOfFile:
                    return items.Finish();
                case HtmlTokenType.Comment:
                    items.Tag(start, end);
                    break;
                default:
                    items.Break(start, end);
                    break;
            }
        }
    }

    public override string Write(string text, IReadOnlyDictionary<string, string> references, bool isFirst) =>
        References.Write(text, references);

    private static void AddStart(KeptElements items, HtmlTagToken tag, string name, int start, int end)
    {
        var keeps = HtmlElements.IsKept(name) || tag.GetAttribute("translate") is "no" or "NO" or "No";
        items.Start(name, HtmlElements.IsBlock(name), keeps, HtmlElements.IsVoid(name), start, end);
    }

    private static string? Named(string name) => HtmlEntityProvider.Resolver.GetSymbol(name + ";");
}
