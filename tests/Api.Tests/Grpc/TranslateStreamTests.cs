using System.Globalization;
using Grpc.Core;
using Shouldly;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>TranslateStream on a real socket and real models.</summary>
public sealed class TranslateStreamTests(StreamServer server) : IClassFixture<StreamServer>
{
    private const int Many = 1_000;

    private static readonly string[] Texts = ["Two dogs.", "A man is sitting.", "A little girl climbing into a wooden playhouse."];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Transformer.TransformerClient _client = new(server.Grpc);

    [Fact]
    public async Task Stream_ThousandTextsAndASlowReader_AnswersEachOnceWithAtMostTheBoundInWork()
    {
        var expected = await _client.TranslateAsync(
            new TranslateRequest { Texts = { Texts } },
            cancellationToken: TestContext.Current.CancellationToken
        );
        using var call = _client.TranslateStream(cancellationToken: TestContext.Current.CancellationToken);

        var sending = SendAsync(call, Enumerable.Range(0, Many).Select(i => Text(i)));
        var found = new Dictionary<string, string>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            // Overloaded would say that more than MaxStreamInFlight were in work.
            answer.OutcomeCase.ShouldBe(TranslateStreamResponse.OutcomeOneofCase.Translated, answer.Error?.Message);
            found.Add(answer.Id, answer.Translated.Translation.Text);
            if (found.Count % 100 == 0)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken); // the slow reader
            }
        }

        await sending;
        found.Count.ShouldBe(Many);
        for (var i = 0; i < Many; i++)
        {
            found[Id(i)].ShouldBe(expected.Translations[i % Texts.Length].Text);
        }

        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task Stream_AnswersAndErrors_ComeWithTheirIds()
    {
        var texts = new[]
        {
            Text(0),
            new TranslateStreamRequest
            {
                Id = "no such model",
                Text = Texts[0],
                Model = "nope",
            },
            Text(1),
            new TranslateStreamRequest
            {
                Id = "bad beam",
                Text = Texts[0],
                Options = new TranslateOptions { BeamSize = 99 },
            },
            new TranslateStreamRequest
            {
                Id = "bad variant",
                Text = Texts[0],
                Variant = (Variant)77,
            },
            Text(2),
        };
        using var call = _client.TranslateStream(cancellationToken: TestContext.Current.CancellationToken);

        await SendAsync(call, texts);
        var answers = await call
            .ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)
            .ToDictionaryAsync(answer => answer.Id, cancellationToken: TestContext.Current.CancellationToken);

        answers.Keys.ShouldBe(texts.Select(text => text.Id), ignoreOrder: true);
        foreach (var id in new[] { Id(0), Id(1), Id(2) })
        {
            var translated = answers[id].Translated.ShouldNotBeNull();
            (translated.Model, translated.Variant).ShouldBe(("en-fr", Variant.Student));
            translated.Translation.OutputTokens.ShouldBeGreaterThan(0);
            translated.Timing.TotalMs.ShouldBeGreaterThan(0);
        }

        ShouldBeError(answers["no such model"].Error, StatusCode.NotFound, "modelNotFound");
        ShouldBeError(answers["bad beam"].Error, StatusCode.InvalidArgument, "invalidInput");
        ShouldBeError(answers["bad variant"].Error, StatusCode.InvalidArgument, "invalidInput");
    }

    [Fact]
    public async Task Stream_ConversationOneByOne_AnswersBeforeTheNextIsSent()
    {
        using var call = _client.TranslateStream(cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(Text(i), TestContext.Current.CancellationToken);
            (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
            call.ResponseStream.Current.Id.ShouldBe(Id(i));
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task Stream_NoTexts_EndsWell()
    {
        using var call = _client.TranslateStream(cancellationToken: TestContext.Current.CancellationToken);

        await call.RequestStream.CompleteAsync();

        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task Stream_TwoAtOnce_AnswerTheirOwn()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(async stream =>
                {
                    using var call = _client.TranslateStream(cancellationToken: TestContext.Current.CancellationToken);
                    for (var i = 0; i < 20; i++)
                    {
                        await call.RequestStream.WriteAsync(Text(i, stream + "-"), TestContext.Current.CancellationToken);
                        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue();
                        call.ResponseStream.Current.Id.ShouldBe(stream + "-" + Id(i));
                    }

                    await call.RequestStream.CompleteAsync();
                })
        );
    }

    [Fact]
    public async Task Stream_MessageTooLarge_EndsTheCallByTheTable()
    {
        using var call = _client.TranslateStream(cancellationToken: TestContext.Current.CancellationToken);

        try
        {
            await call.RequestStream.WriteAsync(
                new TranslateStreamRequest { Text = new string('a', 70_000) },
                TestContext.Current.CancellationToken
            );
        }
        catch (RpcException)
        {
            // The server may have answered before all was sent.
        }

        await call
            .ResponseStream.MoveNext(TestContext.Current.CancellationToken)
            .ShouldFailAsync(StatusCode.InvalidArgument, "inputTooLarge");
    }

    [Fact]
    public async Task Stream_ClientGoesAway_FreesItsPlaces()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using (var call = _client.TranslateStream(cancellationToken: gone.Token))
        {
            // Long enough that all eight places are taken when the client goes.
            var text = string.Join(' ', Enumerable.Repeat(Texts[2], 200));
            for (var i = 0; i < 8; i++)
            {
                await call.RequestStream.WriteAsync(new TranslateStreamRequest { Id = Id(i), Text = text }, gone.Token);
            }

            await gone.CancelAsync();
            (await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode.ShouldBe(
                StatusCode.Cancelled
            );
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Eventually.HoldsAsync(IsAdmittedAsync)));
        server.Logs.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_DeadlinePasses_IsDeadlineExceeded()
    {
        var answers = 0;
        for (var seconds = 1; answers == 0; seconds *= 2) // a busy machine needs longer for the first answer
        {
            using var call = _client.TranslateStream(
                deadline: DateTime.UtcNow.AddSeconds(seconds),
                cancellationToken: TestContext.Current.CancellationToken
            );
            var failure = await Should.ThrowAsync<RpcException>(async () =>
            {
                await call.RequestStream.WriteAsync(Text(0), TestContext.Current.CancellationToken);
                for (; await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken); answers++)
                {
                    call.ResponseStream.Current.Error.ShouldBeNull();
                }
            });
            failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        }

        answers.ShouldBe(1);
    }

    private static string Id(int i) => i.ToString(CultureInfo.InvariantCulture);

    private static TranslateStreamRequest Text(int i, string prefix = "") => new() { Id = prefix + Id(i), Text = Texts[i % Texts.Length] };

    private static void ShouldBeError(Error? error, StatusCode code, string reason)
    {
        error.ShouldNotBeNull();
        error.Code.ShouldBe((int)code);
        error.Reason.ShouldBe(reason);
        error.Message.ShouldNotBeNullOrWhiteSpace();
    }

    private static async Task SendAsync(
        AsyncDuplexStreamingCall<TranslateStreamRequest, TranslateStreamResponse> call,
        IEnumerable<TranslateStreamRequest> texts
    )
    {
        foreach (var text in texts)
        {
            await call.RequestStream.WriteAsync(text, TestContext.Current.CancellationToken);
        }

        await call.RequestStream.CompleteAsync();
    }

    private async Task<bool> IsAdmittedAsync()
    {
        try
        {
            await _client.TranslateAsync(
                new TranslateRequest { Texts = { Texts[0] } },
                deadline: DateTime.UtcNow + Patience,
                cancellationToken: TestContext.Current.CancellationToken
            );
            return true;
        }
        catch (RpcException busy) when (busy.StatusCode == StatusCode.ResourceExhausted)
        {
            return false;
        }
    }
}
