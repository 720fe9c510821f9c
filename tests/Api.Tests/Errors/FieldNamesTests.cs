using Shouldly;
using TransformerService.Api.Errors;
using Xunit;

namespace TransformerService.Api.Tests.Errors;

/// <summary>Failures name fields as the caller's API does.</summary>
public sealed class FieldNamesTests
{
    private static readonly FieldNames Names = new(("text", "inputs"), ("beamSize", "num_beams"), ("glossary", "glossary_id"));

    [Theory]
    [InlineData("'text' holds 3 texts.", "'inputs' holds 3 texts.")]
    [InlineData("'options.beamSize' must be from 1 to 8.", "'num_beams' must be from 1 to 8.")]
    [InlineData("'glossary[0]' must be shorter.", "'glossary_id[0]' must be shorter.")]
    [InlineData("'options.window' excludes 'textPair'.", "'options.window' excludes 'textPair'.")]
    [InlineData("The model's text is not the caller's.", "The model's text is not the caller's.")]
    public void In_Detail_HasTheApisNames(string detail, string expected) => Names.In(detail).ShouldBe(expected);
}
