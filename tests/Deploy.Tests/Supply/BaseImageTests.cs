using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace TransformerService.Deploy.Tests.Supply;

/// <summary>Every image that others made is named by a variable, so that a digest can take its place.</summary>
public sealed partial class BaseImageTests
{
    [Fact]
    public void Dockerfile_EveryStage_StartsFromAStageOrAnArgument()
    {
        var lines = File.ReadAllLines(Repository.File("Dockerfile"));
        var known = lines
            .Where(line => line.StartsWith("FROM ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[^1])
            .Concat(
                lines.Select(line => Argument().Match(line)).Where(match => match.Success).Select(match => $"${{{match.Groups[1].Value}}}")
            )
            .ToHashSet();

        lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ShouldBeSubsetOf(known);
        lines
            .Select(line => CopiedFrom().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value)
            .ShouldBeSubsetOf(known);
        lines.ShouldNotContain(
            line => line.StartsWith("# syntax=", StringComparison.Ordinal),
            "the builder would fetch it as an image, which no argument can pin"
        );
    }

    [Fact]
    public void Manifests_EveryImage_IsOursOrAVariable()
    {
        var files = Directory
            .EnumerateFiles(Repository.File("deploy"), "*.y*ml", SearchOption.AllDirectories)
            .Append(Repository.File("docker-compose.yml"));
        foreach (
            var image in files
                .SelectMany(File.ReadLines)
                .Select(line => Image().Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups[1].Value)
        )
        {
            (image.StartsWith("transformer-service:", StringComparison.Ordinal) || Variable().IsMatch(image)).ShouldBeTrue(image);
        }
    }

    [GeneratedRegex("^ARG ([A-Z]+_IMAGE)=.+$")]
    private static partial Regex Argument();

    [GeneratedRegex("^COPY --from=([^ ]+) ")]
    private static partial Regex CopiedFrom();

    [GeneratedRegex("^ *(?:- )?image: *(.+)$")]
    private static partial Regex Image();

    [GeneratedRegex(@"^\$\{[A-Z]+_IMAGE:-.+\}$")]
    private static partial Regex Variable();
}
