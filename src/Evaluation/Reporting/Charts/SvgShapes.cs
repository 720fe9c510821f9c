using System.Globalization;
using System.Xml.Linq;

namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>The shapes that all charts are drawn with.</summary>
public static class SvgShapes
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A drawing with a title that describes it in words.</summary>
    /// <param name="id">The element's id, unique in the page.</param>
    /// <param name="width">In the drawing's own units; it is scaled to the page.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="title">Read by screen readers.</param>
    /// <param name="content">The shapes.</param>
    public static XElement Drawing(string id, double width, double height, string title, params object?[] content) =>
        new(
            Svg + "svg",
            new XAttribute("id", id),
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", $"{id}-title"),
            new XElement(Svg + "title", new XAttribute("id", $"{id}-title"), SafeText.Of(title)),
            content
        );

    public static XElement Rule(double fromAcross, double fromDown, double toAcross, double toDown) =>
        new(
            Svg + "path",
            new XAttribute("class", "rule"),
            new XAttribute("d", $"M{Number(fromAcross)} {Number(fromDown)}L{Number(toAcross)} {Number(toDown)}")
        );

    public static XElement Text(string kind, double across, double down, string text, string anchor) =>
        new(
            Svg + "text",
            new XAttribute("class", kind),
            new XAttribute("x", Number(across)),
            new XAttribute("y", Number(down)),
            new XAttribute("text-anchor", anchor),
            SafeText.Of(text)
        );

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
