using System.Text;
using System.Xml;

namespace TransformerService.Evaluation.Reporting;

/// <summary>Text for a page. The XML writer escapes markup; characters that a page may not contain are replaced here.</summary>
public static class SafeText
{
    /// <summary>Returns the text with � in place of control characters and lone surrogates.</summary>
    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate is already U+FFFD here. XML allows 0x7F to 0x9F, HTML does not.
            safe.Append(Rune.IsControl(rune) || (rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value)) ? Rune.ReplacementChar : rune);
        }

        return safe.ToString();
    }
}
