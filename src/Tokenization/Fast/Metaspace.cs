using System.Text;
using TransformerService.Models.Files;

namespace TransformerService.Tokenization.Fast;

/// <summary>Writes spaces as a visible character that each word starts with, as SentencePiece does.</summary>
internal sealed class Metaspace
{
    private readonly Rune _mark;
    private readonly string _markText;
    private readonly string _scheme;
    private readonly bool _splits;

    public Metaspace(JsonSection part)
    {
        _markText = part.ShortText("replacement") ?? "\u2581";
        _mark =
            Rune.TryGetRuneAt(_markText, 0, out var mark) && mark.Utf16SequenceLength == _markText.Length
                ? mark
                : throw part.Unusable("'replacement' is not one character");
        // The older format has only a flag.
        _scheme = part.ShortText("prepend_scheme") ?? ((part.Flag("add_prefix_space") ?? true) ? "always" : "never");
        if (_scheme is not ("always" or "first" or "never"))
        {
            throw part.Unusable($"the prepend_scheme '{_scheme}' is not supported");
        }

        _splits = part.Flag("split") ?? true;
    }

    public IEnumerable<PreToken> Split(PreToken whole, TextWork work)
    {
        var text = whole.Text.Replace(" ", _markText, StringComparison.Ordinal);
        var marked = whole.Changed(text, tracked => tracked.Replace(Spaces(tracked.Text)));
        if ((_scheme == "always" || (_scheme == "first" && whole.StartsText)) && !text.StartsWith(_markText, StringComparison.Ordinal))
        {
            marked = marked.Changed(_markText + text, tracked => tracked.Prepend(_markText));
        }

        return _splits ? Splitting.At(marked, rune => rune == _mark, SplitBehavior.MergedWithNext, work) : [marked];
    }

    private IEnumerable<(Range Part, string By)> Spaces(string text) =>
        Enumerable.Range(0, text.Length).Where(index => text[index] == ' ').Select(index => (index..(index + 1), _markText));

    /// <summary>Turns the marks back into spaces; those of the first token were not in the text.</summary>
    public List<string> Decode(List<string> tokens, TextWork work) =>
        [
            .. work.Over(tokens)
                .Select((token, index) => token.Replace(_markText, index == 0 && _scheme != "never" ? "" : " ", StringComparison.Ordinal)),
        ];
}
