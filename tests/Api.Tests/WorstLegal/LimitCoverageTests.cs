using System.Reflection;
using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Inference.Configuration;
using TransformerService.Shadow.Configuration;
using Xunit;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>
/// Every number among the options is a limit that a row is just inside of, or stands here with the reason why it needs none.
/// </summary>
public sealed class LimitCoverageTests
{
    private static readonly (string Name, Type Options)[] Sections =
    [
        (AccessOptions.Section, typeof(AccessOptions)),
        ("Access:Limits", typeof(AccessLimitsOptions)),
        ("Access:Keys:0", typeof(AccessKeyOptions)),
        (BatchingOptions.Section, typeof(BatchingOptions)),
        (GlossaryOptions.Section, typeof(GlossaryOptions)),
        (GrpcOptions.Section, typeof(GrpcOptions)),
        (InferenceOptions.Section, typeof(InferenceOptions)),
        (ShadowOptions.Section, typeof(ShadowOptions)),
        ("Shadow:Store", typeof(ShadowStoreOptions)),
        ("Shadow:Teacher", typeof(ShadowTeacherOptions)),
        ("Shadow:Promotion", typeof(PromotionOptions)),
        ("Shadow:Models:0", typeof(ShadowModelOptions)),
        (UsageOptions.Section, typeof(UsageOptions)),
    ];

    /// <summary>Numbers that no caller can come up to, and why.</summary>
    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["Batching:MaxQueueDelay"] = "it holds rows back for a second at most, and is 0",
        ["Access:Limits:MaxAdminConnections"] = "at ports that callers have no access to; they count apart, as ConnectionLimitTests show",
        ["Inference:IntraOpThreads"] = "threads of one run, of the operator's choice",
        ["Access:Keys:0:CharactersPerMonth"] = "a sum over a month; a request below it is one of the other rows",
        ["Access:Keys:0:UnitsPerMonth"] = "a sum over a month; a request below it is one of the other rows",
        ["Glossaries:MaxPerKey"] = "rows on disk; the row of the largest glossaries comes up to their bytes",
        ["Usage:FlushInterval"] = "writes by the clock, a sum for each key and model",
        ["Usage:MonthsKept"] = "rows on disk, one for each key and model of a month",
        ["Shadow:Margin"] = "what the verdict compares with",
        ["Shadow:NoiseShare"] = "a share of what Shadow:MaxPerSecond lets through",
        ["Shadow:VerdictInterval"] = "a computation over counts, by the clock",
        ["Shadow:Store:FlushInterval"] = "writes by the clock, of Shadow:Store:MaxPendingSamples at most",
        ["Shadow:Store:Timeout"] = "only an operator's change of versions waits for the database, once",
        ["Shadow:Store:MaxSamples"] = "rows on disk",
        ["Shadow:Store:MaxAge"] = "rows on disk",
        ["Shadow:Store:MaxTexts"] = "rows on disk, of about 60 bytes; the oldest are forgotten",
        ["Shadow:Store:ControlShare"] = "a share of what Shadow:MaxPerSecond lets through",
        ["Shadow:Teacher:Timeout"] = "another server's time, which callers do not wait for",
        ["Shadow:Teacher:MaxRetries"] = "another server's time",
        ["Shadow:Teacher:RetryDelay"] = "another server's time",
        ["Shadow:Teacher:FailureRatio"] = "when another server is left alone",
        ["Shadow:Teacher:MinimumThroughput"] = "when another server is left alone",
        ["Shadow:Teacher:SamplingDuration"] = "when another server is left alone",
        ["Shadow:Teacher:BreakDuration"] = "when another server is left alone",
        ["Shadow:Teacher:MaxConcurrentCalls"] = "calls to another server, out of Shadow:QueueCapacity and Shadow:MaxEscalatedTexts",
        ["Shadow:Promotion:Margin"] = "what the comparison of a canary is held to",
        ["Shadow:Promotion:MinSamples"] = "a count before a decision; the samples are those of Shadow:MaxPerSecond",
        ["Shadow:Promotion:MaxDuration"] = "when a canary ends",
        ["Shadow:Promotion:MaxLatencyRatio"] = "one sample of each Shadow:BatchTexts is answered twice more, out of Shadow:MaxPerSecond",
        ["Shadow:Models:0:SampleRate"] = "Shadow:SampleRate of one model",
        ["Shadow:Models:0:MaxPerSecond"] = "Shadow:MaxPerSecond of one model",
        ["Shadow:Models:0:Margin"] = "Shadow:Margin of one model",
        ["Shadow:Models:0:CascadeBudget"] = "a share of texts, each charged to its caller; of these Shadow:MaxEscalatedTexts at one time",
        ["Shadow:Models:0:CascadeAlpha"] = "what the findings are held to",
    };

    /// <summary>What the test runner shows of a name.</summary>
    private const int LongestName = 50;

    [Fact]
    public void Options_EveryNumber_HasARowOrAReason()
    {
        string[] numbers =
        [
            .. Sections.SelectMany(section =>
                section.Options.GetProperties().Where(IsNumber).Select(property => $"{section.Name}:{property.Name}")
            ),
        ];
        string[] covered = [.. WorstRows.All.SelectMany(row => row.Limits).Concat(Exempt.Keys).Distinct()];

        numbers.Except(covered).ShouldBeEmpty("each needs a row in WorstRows that is just inside of it, or a reason here");
        covered.Except(numbers).ShouldBeEmpty("no options have these names");
        WorstRows.All.SelectMany(row => row.Limits).Intersect(Exempt.Keys).ShouldBeEmpty("these have a row, and need no reason");
    }

    [Fact]
    public void Rows_Names_AreUnlikeAndEachIsDearInSomething()
    {
        WorstRows.All.Select(row => row.Name).ShouldBeUnique();
        WorstRows.All.Select(row => row.Dearest).Distinct().ShouldBe(Enum.GetValues<Dearest>(), ignoreOrder: true);
        WorstRows.All.ShouldAllBe(row => row.Limits.Length > 0 && row.Name.Length <= LongestName);
    }

    private static bool IsNumber(PropertyInfo property) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is var type
        && !type.IsEnum
        && (type == typeof(TimeSpan) || type.IsPrimitive && type != typeof(bool) && type != typeof(char) || type == typeof(decimal));
}
