using System.Text;
using System.Xml;

namespace TransformerService.Evaluation.Reporting;

/// <summary>Text for a page. The XML writer escapes what is markup; what no page may hold at all is replaced here.</summary>
public static class SafeText
{
    /// <summary>The text with � for control characters and half surrogate pairs.</summary>
    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Half a pair comes as the replacement character already. XML allows 0x7F to 0x9F, HTML does not.
            safe.Append(Rune.IsControl(rune) || (rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value)) ? Rune.ReplacementChar : rune);
        }

        return safe.ToString();
    }
}
