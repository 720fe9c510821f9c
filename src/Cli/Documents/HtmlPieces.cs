using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using TransformerService.Inference.Markup;

namespace TransformerService.Cli.Documents;

/// <summary>
/// Divides HTML where blocks begin and end, by the tokens that the server reads. An element that is not translated is not divided, so each
/// piece means the same by itself.
/// </summary>
internal sealed partial class HtmlPieces(string text)
{
    /// <summary>Their end tags may be left out, so the server is asked where they end.</summary>
    private static readonly string[] _open = ["p", "li", "dt", "dd", "td", "th", "tr", "option"];

    private readonly List<(int Start, int End)> _pieces = [];
    private int _start,
        _depth;
    private bool _hasText;
    private string? _kept;

    /// <summary>The pieces that have something to translate.</summary>
    public static IReadOnlyList<(int Start, int End)> Of(string text)
    {
        var pieces = new HtmlPieces(text);
        pieces.Read();
        return pieces._pieces;
    }

    private void Read()
    {
        using var tokens = new HtmlTokens(text);
        while (true)
        {
            var token = tokens.Read();
            var (start, end) = (tokens.Start, tokens.End);
            switch (token.Type)
            {
                case HtmlTokenType.StartTag:
                    Start(token.Name, HtmlTokens.IsLeftAlone(token.AsTag()), start, end);
                    if (_kept is not ("svg" or "math"))
                    {
                        tokens.Enter(token.Name);
                    }

                    break;
                case HtmlTokenType.EndTag:
                    End(token.Name, end);
                    break;
                case HtmlTokenType.Character:
                    _hasText |=
                        !_hasText
                        && (_kept is null || _open.Contains(_kept))
                        && TranslationChecks.HasLetter(WebUtility.HtmlDecode(text[start..end]));
                    break;
                case HtmlTokenType.EndOfFile:
                    Cut(text.Length);
                    return;
                default:
                    break;
            }
        }
    }

    private void Start(string name, bool isMarked, int start, int end)
    {
        var isBlock = HtmlElements.IsBlock(name);
        if (_kept is not null)
        {
            _depth += name == _kept && !HtmlElements.IsVoid(name) ? 1 : 0;
            return;
        }

        if (isBlock)
        {
            Cut(start);
        }

        var isKept = isMarked || HtmlElements.IsKept(name);
        if (isBlock && isKept && !HtmlElements.IsVoid(name))
        {
            (_kept, _depth) = (name, 1);
        }
        else
        {
            _hasText |= !isKept && SeenAttribute().IsMatch(text.AsSpan(start, end - start));
        }
    }

    private void End(string name, int end)
    {
        if (_kept == name && --_depth == 0)
        {
            _kept = null;
            Cut(end);
        }
        else if (_kept is null && HtmlElements.IsBlock(name))
        {
            Cut(end);
        }
    }

    private void Cut(int at)
    {
        if (at <= _start)
        {
            return;
        }

        if (_hasText)
        {
            _pieces.Add((_start, at));
        }

        (_start, _hasText) = (at, false);
    }

    [GeneratedRegex("""\s(?:alt|title|placeholder)\s*=\s*["']""", RegexOptions.IgnoreCase)]
    private static partial Regex SeenAttribute();
}
