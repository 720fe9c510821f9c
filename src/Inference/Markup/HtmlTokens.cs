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
    private bool _isSeen;

    public HtmlTokens(string source)
    {
        _length = source.Length;

        // For an end tag without a name the tokenizer calls itself, once for each in a row; a comment is as long and says as little.
        _tokenizer = new HtmlTokenizer(new TextSource(source.Replace("</>", "<!>", StringComparison.Ordinal)), HtmlEntityProvider.Resolver)
        {
            IsNotConsumingCharacterReferences = true,
        };

        // It compares each attribute with the others; one is looked at.
        _tokenizer.ShouldEmitAttribute = (ref StructHtmlToken _, ReadOnlyMemory<char> name) =>
            !_isSeen && name.Span.Equals("translate", StringComparison.OrdinalIgnoreCase) && (_isSeen = true);
        _tokenizer.OnToken = (_, place) => (_range, _isSeen) = (place, false);
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

    public void Dispose() => _tokenizer.Dispose();
}
