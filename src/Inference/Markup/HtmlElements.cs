using System.Collections.Frozen;
using AngleSharp.Html.Parser;

namespace TransformerService.Inference.Markup;

/// <summary>What the elements of HTML are to a translation; an unknown one is inline, as browsers show it.</summary>
internal static class HtmlElements
{
    private static readonly FrozenSet<string> _blocks = Set(
        "address article aside base blockquote body br caption center col colgroup dd details dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li link main menu meta nav noscript ol optgroup option p param search section select source summary table tbody td tfoot th thead title tr track ul"
    );

    // What is inside of these is not translated.
    private static readonly FrozenSet<string> _keptBlocks = Set(
        "applet audio canvas iframe math noembed noframes object plaintext pre script style svg template textarea video xmp"
    );

    private static readonly FrozenSet<string> _endParagraphs = Set(
        "address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section table ul"
    );

    private static readonly FrozenSet<string> _keptWords = Set("code kbd samp tt var");

    private static readonly FrozenSet<string> _void = Set(
        "area base basefont br col embed frame hr img input link meta param source track wbr"
    );

    private static readonly FrozenDictionary<string, HtmlParseMode> _modes = new Dictionary<string, HtmlParseMode>
    {
        ["script"] = HtmlParseMode.Script,
        ["style"] = HtmlParseMode.Rawtext,
        ["xmp"] = HtmlParseMode.Rawtext,
        ["iframe"] = HtmlParseMode.Rawtext,
        ["noembed"] = HtmlParseMode.Rawtext,
        ["noframes"] = HtmlParseMode.Rawtext,
        ["textarea"] = HtmlParseMode.RCData,
        ["title"] = HtmlParseMode.RCData,
        ["plaintext"] = HtmlParseMode.Plaintext,
    }.ToFrozenDictionary();

    /// <summary>Whether an element is, or separates, a block of text.</summary>
    public static bool IsBlock(string name) => _blocks.Contains(name) || _keptBlocks.Contains(name);

    /// <summary>Whether the content of an element is left alone.</summary>
    public static bool IsKept(string name) => _keptBlocks.Contains(name) || _keptWords.Contains(name);

    /// <summary>Whether an element has no end tag.</summary>
    public static bool IsVoid(string name) => _void.Contains(name);

    /// <summary>How the text after a start tag is read, if it is not read as any other.</summary>
    public static HtmlParseMode? ModeAfter(string name) => _modes.TryGetValue(name, out var mode) ? mode : null;

    /// <summary>
    /// Whether an element whose end tag may be left out ends where another element begins, or where the end tag of another stands that is
    /// not open inside of it (HTML standard, optional tags).
    /// </summary>
    public static bool Ends(string element, string other, bool isEndTag) =>
        (element, isEndTag) switch
        {
            ("p", false) => _endParagraphs.Contains(other),
            ("p", true) => IsBlock(other) && !IsVoid(other),
            ("li", false) => other is "li",
            ("li", true) => other is "ul" or "ol" or "menu",
            ("dt" or "dd", false) => other is "dt" or "dd",
            ("dt" or "dd", true) => other is "dl",
            ("td" or "th", false) => other is "td" or "th" or "tr" or "tbody" or "thead" or "tfoot",
            ("td" or "th", true) => other is "tr" or "tbody" or "thead" or "tfoot" or "table",
            ("tr", false) => other is "tr" or "tbody" or "thead" or "tfoot",
            ("tr", true) => other is "tbody" or "thead" or "tfoot" or "table",
            ("option", false) => other is "option" or "optgroup",
            ("option", true) => other is "select" or "optgroup",
            _ => false,
        };

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
