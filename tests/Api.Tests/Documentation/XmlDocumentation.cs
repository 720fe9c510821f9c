using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TransformerService.Api.Tests.Documentation;

/// <summary>The doc comments that the compiler writes beside each assembly.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _assemblies = [];

    /// <summary>The name by which a doc comment refers to a class or a property.</summary>
    public static string Id(MemberInfo member) =>
        member switch
        {
            Type type => $"T:{Name(type)}",
            { DeclaringType: { } type } => $"P:{Name(type)}.{member.Name}",
            _ => throw new NotSupportedException($"{member} is in no class."),
        };

    /// <summary>The summary of a class or a property as Markdown on one line; empty without a doc comment.</summary>
    /// <param name="member">The class or the property.</param>
    /// <param name="reference">What stands for a <c>cref</c>.</param>
    public string Summary(MemberInfo member, Func<string, string> reference)
    {
        var assembly = member.Module.Assembly;
        if (!_assemblies.TryGetValue(assembly, out var summaries))
        {
            _assemblies[assembly] = summaries = Read(Path.ChangeExtension(assembly.Location, ".xml"));
        }

        return summaries.TryGetValue(Id(member), out var summary) ? Space().Replace(Markdown(summary, reference), " ").Trim() : "";
    }

    private static string Name(Type type) => type.ToString().Replace('+', '.');

    private static Dictionary<string, XElement> Read(string file) =>
        XDocument
            .Load(file, LoadOptions.PreserveWhitespace)
            .Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!); // the compiler names each

    private static string Markdown(XElement element, Func<string, string> reference) =>
        string.Concat(
            element
                .Nodes()
                .Select(node =>
                    node switch
                    {
                        XText text => text.Value,
                        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                        XElement see when see.Attribute("cref") is { } target => $"`{reference(target.Value)}`",
                        XElement see when see.Attribute("langword") is { } word => $"`{word.Value}`",
                        XElement { Name.LocalName: "para" } paragraph => $" {Markdown(paragraph, reference)} ",
                        XElement other => throw new NotSupportedException($"A doc comment has <{other.Name.LocalName}>; add it here."),
                        _ => "",
                    }
                )
        );

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
