namespace TransformerService.Api.Tests.Documentation;

/// <summary>One option, as its property, its attributes and its doc comment describe it.</summary>
/// <param name="Key">The configuration key, such as <c>Access:Limits:MaxConnections</c>.</param>
/// <param name="Type">What a value is, in plain words.</param>
/// <param name="Default">The value of a new instance.</param>
/// <param name="Bounds">What its validation attributes allow.</param>
/// <param name="Text">The doc comment, without what stands in the other columns word for word.</param>
internal sealed record OptionRow(string Key, string Type, string Default, string Bounds, string Text);

/// <summary>One section of the configuration.</summary>
/// <param name="Heading">The section's key, such as <c>Access:Limits</c>.</param>
/// <param name="Text">The doc comment of its class.</param>
/// <param name="Rows">Its options, in the order of the class.</param>
internal sealed record OptionSection(string Heading, string Text, IReadOnlyList<OptionRow> Rows);
