using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;

namespace TransformerService.Inference.Markup;

/// <summary>The tokens of HTML, by AngleSharp, with their places. No tree is built, so broken HTML is read as far as it goes.</summary>
internal sealed class HtmlTokens : IDisposable
{
    private readonly HtmlTokenizer _tokenizer;
    private readonly int _length;
    private TextRange _range;
    private bool _hasTranslate,
        _hasClass;

    public HtmlTokens(string source)
    {
        _length = source.Length;

        // For an end tag without a name the tokenizer calls itself, once for each in a row; a comment is as long and says as little.
        _tokenizer = new HtmlTokenizer(new TextSource(source.Replace("</>", "<!>", StringComparison.Ordinal)), HtmlEntityProvider.Resolver)
        {
            IsNotConsumingCharacterReferences = true,
        };

        // It compares each attribute with the others; two are looked at.
        _tokenizer.ShouldEmitAttribute = (ref StructHtmlToken _, ReadOnlyMemory<char> name) =>
            IsFirst(name.Span, "translate", ref _hasTranslate) || IsFirst(name.Span, "class", ref _hasClass);
        _tokenizer.OnToken = (_, place) => (_range, _hasTranslate, _hasClass) = (place, false, false);
    }

    /// <summary>Where the last token begins in the source.</summary>
    public int Start => Math.Min(_range.Start.Position - 1, _length);

    /// <summary>Where the last token ends in the source.</summary>
    public int End => Math.Min(_range.End.Position - 1, _length);

    /// <summary>Reads a token; the last one has the type <see cref="HtmlTokenType.EndOfFile"/>.</summary>
    public HtmlToken Read() => _tokenizer.Get();

    /// <summary>Reads on as the content of an element is read: that of a script, for example, has no tags.</summary>
    public void Enter(string name)
    {
        if (HtmlElements.ModeAfter(name) is { } mode)
        {
            _tokenizer.State = mode;
        }
    }

    /// <summary>Whether an element's author wants it left as it is: <c>translate="no"</c>, or <c>notranslate</c> among its classes.</summary>
    public static bool IsLeftAlone(HtmlTagToken tag) =>
        "no".Equals(tag.GetAttribute("translate"), StringComparison.OrdinalIgnoreCase)
        || HasClass(tag.GetAttribute("class"), "notranslate");

    public void Dispose() => _tokenizer.Dispose();

    private static bool IsFirst(ReadOnlySpan<char> name, string wanted, ref bool isSeen) =>
        !isSeen && name.Equals(wanted, StringComparison.OrdinalIgnoreCase) && (isSeen = true);

    private static bool HasClass(ReadOnlySpan<char> classes, string wanted)
    {
        foreach (var part in classes.SplitAny(" \t\n\f\r"))
        {
            if (classes[part].SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }
}
