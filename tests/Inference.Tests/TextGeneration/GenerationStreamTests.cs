using Shouldly;
using TransformerService.Inference.Admission;
using TransformerService.Inference.Tests.Golden;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.TextGeneration;

/// <summary>Texts that are sent while they are generated.</summary>
public sealed class GenerationStreamTests : GenerationCases
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_PartsTogether_AreTheAnswersTexts(bool samples)
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        var cases = GoldenFile.Cases("mt5-bytefallback-tiny").Select(golden => golden.Text()).ToArray();
        foreach (var beams in samples ? [1] : new[] { 1, 4 })
        {
            var options = (samples ? Sampled(11) with { MaxNewTokens = 47 } : new GenerationOptions { MaxNewTokens = 47 }) with
            {
                BeamSize = beams,
            };
            var parts = new List<GeneratedPart>();
            using var hold = new RequestHold();
            var answer = await pipeline.StreamAsync(
                new GenerationRequest(cases) { Options = options },
                (part, _) =>
                {
                    parts.Add(part);
                    return ValueTask.CompletedTask;
                },
                hold,
                Token
            );
            answer.Generations.Select(one => one.Text).ShouldBe((await AskAsync(pipeline, cases, options)).Select(one => one.Text));
            for (var index = 0; index < cases.Length; index++)
            {
                string[] own = [.. parts.Where(part => part.Index == index).Select(part => part.Text)];
                string.Concat(own).ShouldBe(answer.Generations[index].Text);
                foreach (var part in own)
                {
                    part.ShouldNotBeEmpty();
                    (char.IsLowSurrogate(part[0]) || char.IsHighSurrogate(part[^1])).ShouldBeFalse();
                }
            }

            parts.Count.ShouldBeGreaterThan(cases.Length, "texts come in several parts");
        }
    }

    [Fact]
    public async Task Stream_SendFails_EndsTheRowsAndThrowsThatFailure()
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        using var hold = new RequestHold();
        await Should.ThrowAsync<IOException>(() =>
            pipeline.StreamAsync(
                new GenerationRequest(Texts)
                {
                    Options = new GenerationOptions
                    {
                        BeamSize = 1,
                        MinNewTokens = 500,
                        MaxNewTokens = 512,
                    },
                },
                (_, _) => throw new IOException("The caller is gone."),
                hold,
                Token
            )
        );
        (await AskAsync(pipeline, [Texts[0]], new GenerationOptions { BeamSize = 1 }))[0].Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Stream_CancelledAfterTheFirstPart_IsCancelled()
    {
        var pipeline = await LoadAsync("mt5-bytefallback-tiny");
        using var hold = new RequestHold();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var failure = await Should.ThrowAsync<InferenceException>(() =>
            pipeline.StreamAsync(
                new GenerationRequest(Texts)
                {
                    Options = new GenerationOptions
                    {
                        BeamSize = 1,
                        MinNewTokens = 500,
                        MaxNewTokens = 512,
                    },
                },
                (_, _) => new ValueTask(cancelled.CancelAsync()),
                hold,
                cancelled.Token
            )
        );
        failure.Error.ShouldBe(InferenceError.Cancelled);
        pipeline.InWork.Requests.ShouldBe(1, "until its hold is disposed");
    }
}
