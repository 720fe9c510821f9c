using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Markup;

/// <summary>HTML, by its tokens. What is not text is copied, even where it is broken.</summary>
internal sealed class HtmlSyntax : MarkupSyntax
{
    public override IReadOnlyList<MarkupItem> Read(string source, List<MarkupItem>? values, TextWork work)
    {
        var items = new KeptElements(source, values, Named, HtmlEntityProvider.Resolver.GetSymbol, HtmlElements.Ends);
        using var tokens = new HtmlTokens(source);
        while (true)
        {
            var token = tokens.Read();
            var (start, end) = (tokens.Start, tokens.End);
            work.Step(1 + end - start);
            switch (token.Type)
            {
                case HtmlTokenType.StartTag:
                    AddStart(items, token.AsTag(), token.Name, start, end);
                    if (!items.IsForeign)
                    {
                        tokens.Enter(token.Name);
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
        var keeps =
            HtmlElements.IsKept(name) || HtmlTokens.IsLeftAlone(tag) ? true
            : Translates(tag) ? false
            : (bool?)null;
        items.Start(name, HtmlElements.IsBlock(name), keeps, HtmlElements.IsVoid(name), start, end);
    }

    private static bool Translates(HtmlTagToken tag) => "yes".Equals(tag.GetAttribute("translate"), StringComparison.OrdinalIgnoreCase);

    private static string? Named(string name) => HtmlEntityProvider.Resolver.GetSymbol(name + ";");
}
