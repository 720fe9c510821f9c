using System.Text.Json;
using Shouldly;
using TransformerService.Models.Exports;
using TransformerService.Models.Files;
using Xunit;

namespace TransformerService.Models.Tests.Exports;

/// <summary>Numbers of generation_config.json that generate() could not use.</summary>
public sealed class GenerationSettingsTests
{
    [Theory]
    [InlineData("\"num_beams\": -1", "'num_beams' must be an integer of at least 1")]
    [InlineData("\"num_beams\": \"4\"", "'num_beams' must be an integer")]
    [InlineData("\"max_length\": -5", "'max_length' must be an integer of at least 1")]
    [InlineData("\"max_new_tokens\": 0", "'max_new_tokens' must be an integer of at least 1")]
    [InlineData("\"no_repeat_ngram_size\": -2", "'no_repeat_ngram_size' must be an integer of at least 0")]
    [InlineData("\"max_length\": 1000000000000", "'max_length' must be an integer of at most 2147483647")]
    [InlineData("\"max_length\": 1e30", "'max_length' must be an integer of at most 2147483647")]
    [InlineData("\"max_length\": 20.5", "'max_length' must be an integer")]
    public void Read_NumberOutOfRange_IsAFaultThatStatesTheRange(string field, string fault)
    {
        List<string> faults = [];
        Read($$"""{ "eos_token_id": 0, "decoder_start_token_id": 1, {{field}} }""", faults);
        faults.ShouldBe([$"generation_config.json: {fault}."]);
    }

    [Fact]
    public void Read_SmallestNumbers_AreTaken()
    {
        List<string> faults = [];
        var settings = Read(
                """{ "eos_token_id": 0, "decoder_start_token_id": 1, "num_beams": 1, "max_length": 1, "no_repeat_ngram_size": 0 }""",
                faults
            )
            .ShouldNotBeNull();
        (settings.NumBeams, settings.MaxLength, settings.NoRepeatNgramSize).ShouldBe((1, 2, 0));
        faults.ShouldBeEmpty();
    }

    private static GenerationSettings? Read(string json, List<string> faults)
    {
        using var document = JsonDocument.Parse(json);
        var section = JsonSection.Collecting(document.RootElement, "generation_config.json", faults);
        return GenerationSettingsReader.Read(section, section, []);
    }
}
