using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Models;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Api.Tests.Documentation;

/// <summary>The documents cannot take the ranges of decoding options from <see cref="GenerationLimits"/>: they are held to them here.</summary>
public sealed class DecodingRangesTests
{
    public static TheoryData<string, string, NumberRange> Options { get; } =
        new()
        {
            { "beamSize", "beam_size", GenerationLimits.BeamSize },
            { "lengthPenalty", "length_penalty", GenerationLimits.LengthPenalty },
            { "noRepeatNgramSize", "no_repeat_ngram_size", GenerationLimits.NoRepeatNgramSize },
            { "repetitionPenalty", "repetition_penalty", GenerationLimits.RepetitionPenalty },
        };

    [Theory]
    [MemberData(nameof(Options))]
    public void Documents_OfAnOption_NameItsRange(string option, string field, NumberRange range)
    {
        var written = range.ToString()["from ".Length..]; // e.g. "1 to 8"

        foreach (
            var line in Lines("docs/api.md", $"| `{option}` ?")
                .Concat(Lines("docs/api.md", $" {field} = "))
                .Concat(Lines("docs/rest.md", $"| `options.{option}` |"))
        )
        {
            line.ShouldContain(written);
        }
    }

    /// <summary>The lines with the words, one for each message that has the option, without what stands in brackets and with the minus of a keyboard.</summary>
    private static List<string> Lines(string file, string words)
    {
        List<string> lines =
        [
            .. File.ReadLines(Path.Combine(Root(), file))
                .Where(line => line.Contains(words, StringComparison.Ordinal))
                .Select(line => Regex.Replace(line, @" \([^)]*\)", "").Replace('\u2212', '-')),
        ];
        lines.ShouldNotBeEmpty($"{file}: {words}");
        return lines;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("TransformerService.sln is in no folder above this program.");
    }
}
