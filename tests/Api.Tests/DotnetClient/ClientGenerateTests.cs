using Shouldly;
using TransformerService.Api.Tests.Endpoints;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>The client's streams.</summary>
public sealed class ClientGenerateTests(GenerateServer server) : IClassFixture<GenerateServer>
{
    private const string Text = "The dog is sleeping under the table.";

    private static readonly GenerateRequest Long = new()
    {
        Text = [.. Enumerable.Repeat(Text, 16)],
        Model = "generator",
        Options = new GenerateOptions
        {
            BeamSize = 1,
            MinNewTokens = 512,
            MaxNewTokens = 512,
        },
    };

    public static TheoryData<TransformerServiceTransport> Transports => [.. Enum.GetValues<TransformerServiceTransport>()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GenerateAsync_AllOptions_IsTheSameFromBoth()
    {
        var searched = new GenerateRequest
        {
            Text = [Text, "She reads."],
            Model = "generator",
            Options = new GenerateOptions
            {
                BeamSize = 2,
                NumHypotheses = 2,
                MaxNewTokens = 12,
                MinNewTokens = 2,
                LengthPenalty = 1.2,
                NoRepeatNgramSize = 2,
                RepetitionPenalty = 1.1,
                EarlyStopping = EarlyStopping.Always,
            },
        };
        var sampled = new GenerateRequest
        {
            Text = [Text],
            Model = "generator",
            Options = new GenerateOptions
            {
                DoSample = true,
                Temperature = 0.9,
                TopK = 20,
                TopP = 0.9,
                Seed = 42,
                MaxNewTokens = 12,
            },
        };

        (await TestClient.BothAsync(server, client => client.GenerateAsync(searched, Token))).Generations[0].Hypotheses?.Count.ShouldBe(2);
        (await TestClient.BothAsync(server, client => client.GenerateAsync(sampled, Token))).Generations.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task GenerateStreamAsync_Texts_SendsPartsThenTheWholeAnswer(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);
        var request = new GenerateRequest
        {
            Text = [Text, "She reads."],
            Model = "generator",
            Options = new GenerateOptions { BeamSize = 1, MaxNewTokens = 24 },
        };

        List<GenerateEvent> events = [];
        await foreach (var part in client.Calls.GenerateStreamAsync(request, Token))
        {
            events.Add(part);
        }

        var answer = events[^1].Answer.ShouldNotBeNull();
        events[..^1].ShouldAllBe(part => part.Part != null && part.Answer == null);
        foreach (var (index, generation) in answer.Generations.Index())
        {
            var parts = events.Select(part => part.Part).OfType<GeneratedPart>().Where(part => part.Index == index);
            string.Concat(parts.Select(part => part.Text)).ShouldBe(generation.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task GenerateStreamAsync_CallerLeaves_TheServerAnswersOthers(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);
        await foreach (var part in client.Calls.GenerateStreamAsync(Long, Token))
        {
            part.ShouldNotBeNull();
            break;
        }

        var short_ = Long with
        {
            Text = [Text],
            Options = new GenerateOptions { BeamSize = 1, MaxNewTokens = 4 },
        };
        (await client.Calls.GenerateAsync(short_, Token)).Generations.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task GenerateStreamAsync_Cancelled_ThrowsThatItWas(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var part in client.Calls.GenerateStreamAsync(Long, stop.Token))
            {
                await stop.CancelAsync();
            }

            stop.Token.ThrowIfCancellationRequested(); // the whole answer came in one part
        });
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task GenerateStreamAsync_UnknownModel_ThrowsTheServersError(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);

        var failure = await Should.ThrowAsync<TransformerServiceException>(async () =>
        {
            await foreach (var part in client.Calls.GenerateStreamAsync(Long with { Model = "none" }, Token))
            {
                part.ShouldBeNull();
            }
        });

        failure.Code.ShouldBe(TransformerServiceErrors.ModelNotFound);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task TranslateStreamAsync_TextsWithAFault_AnswersEachByItsId(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);

        var stream = client.Calls.TranslateStreamAsync(TextsAsync(20), Token);
        for (var pass = 0; pass < 2; pass++)
        {
            Dictionary<string, StreamedTranslation> outcomes = [];
            await foreach (var outcome in stream)
            {
                outcomes.Add(outcome.Id, outcome);
            }

            outcomes.Keys.ShouldBe(Enumerable.Range(0, 20).Select(id => $"{id}"), ignoreOrder: true);
            outcomes["7"].Error.ShouldNotBeNull().Code.ShouldBe(TransformerServiceErrors.ModelNotFound);
            outcomes.Values.Where(outcome => outcome.Id != "7").ShouldAllBe(outcome => outcome.Answer!.Translations.Count == 1);
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task TranslateStreamAsync_ReaderLeavesAnEndlessStream_Ends(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport, options => options.MaxStreamInFlight = 4);
        var read = 0;
        await foreach (var outcome in client.Calls.TranslateStreamAsync(TextsAsync(int.MaxValue), Token))
        {
            outcome.Id.ShouldNotBeEmpty();
            if (++read == 10)
            {
                break;
            }
        }

        read.ShouldBe(10);
    }

    [Fact]
    public async Task TranslateStreamAsync_ReaderStops_RestTakesNoMoreTexts()
    {
        await using var client = new TestClient(server, TransformerServiceTransport.Rest, options => options.MaxStreamInFlight = 4);
        var taken = 0;
        var read = 0;
        await foreach (var outcome in client.Calls.TranslateStreamAsync(TextsAsync(40, () => taken++), Token))
        {
            outcome.Id.ShouldNotBeEmpty();
            read++;
            taken.ShouldBeLessThanOrEqualTo(read + 5); // those in progress, and one that waits
        }

        read.ShouldBe(40);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task TranslateStreamAsync_TextsThrow_ThrowsTheirException(TransformerServiceTransport transport)
    {
        await using var client = new TestClient(server, transport);

        (
            await Should.ThrowAsync<InvalidDataException>(async () =>
            {
                await foreach (var outcome in client.Calls.TranslateStreamAsync(FaultyAsync(), Token))
                {
                    outcome.Id.ShouldBe("0");
                }
            })
        ).Message.ShouldBe("The file ends here.");
    }

    private static async IAsyncEnumerable<StreamedText> TextsAsync(int count, Action? taken = null)
    {
        for (var id = 0; id < count; id++)
        {
            await Task.Yield();
            taken?.Invoke();
            yield return new StreamedText
            {
                Id = $"{id}",
                Text = "Two dogs.",
                Model = id == 7 ? "none" : "translator",
                Options = new TranslateOptions { BeamSize = 1, MaxNewTokens = 8 },
            };
        }
    }

    private static async IAsyncEnumerable<StreamedText> FaultyAsync()
    {
        await foreach (var text in TextsAsync(1))
        {
            yield return text;
        }

        throw new InvalidDataException("The file ends here.");
    }
}
