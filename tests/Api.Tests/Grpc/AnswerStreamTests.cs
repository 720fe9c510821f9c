using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using TransformerService.Api.Errors;
using TransformerService.Api.Grpc;
using TransformerService.Api.Ports;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tests.Support;
using TransformerService.V1;
using Xunit;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>The stream's own rules, with a client and a pipeline that do as they are told.</summary>
public sealed class AnswerStreamTests : IDisposable
{
    private const int Bound = 4;

    private readonly FakeStream _client = new();
    private readonly CancellationTokenSource _call = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly CancellationTokenSource _stopping = new();
    private int _working;
    private int _mostWorking;

    public void Dispose()
    {
        _call.Dispose();
        _stopping.Dispose();
    }

    [Fact]
    public async Task Run_ClientTakesNothing_ReadsNoMoreThanTheBound()
    {
        var running = Run(EchoAsync);
        Send(100);

        await Eventually.HoldsAsync(() => _client.Read == Bound);
        for (var taken = 1; taken <= 20; taken++)
        {
            _client.Takes.Release();
            await Eventually.HoldsAsync(() => _client.Taken.Count == taken && _client.Read == Bound + taken);
        }

        _client.Read.ShouldBe(Bound + 20);
        _client.Takes.Release(100);
        _client.Requests.Writer.Complete();
        await running;
        _client.Taken.Select(answer => int.Parse(answer.Id, CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(0, 100));
        _mostWorking.ShouldBeInRange(1, Bound);
    }

    [Fact]
    public async Task Run_LaterTextIsReadyFirst_GoesOutFirst()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Takes.Release(2);
        var running = Run(
            async (request, cancellationToken) =>
            {
                if (request.Texts[0] == "text 0")
                {
                    await first.Task.WaitAsync(cancellationToken);
                }

                return await EchoAsync(request, cancellationToken);
            }
        );
        Send(2);
        _client.Requests.Writer.Complete();

        await Eventually.HoldsAsync(() => _client.Taken.Count == 1);
        first.SetResult();
        await running;

        _client.Taken.Select(answer => answer.Id).ShouldBe(["1", "0"]);
    }

    [Fact]
    public async Task Run_LaterTextIsReadyFirstInOrder_WaitsForTheFirst()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Takes.Release(2);
        var running = Run(
            async (request, cancellationToken) =>
            {
                if (request.Texts[0] == "text 0")
                {
                    await first.Task.WaitAsync(cancellationToken);
                }

                var answer = await EchoAsync(request, cancellationToken);
                second.TrySetResult();
                return answer;
            },
            isOrdered: true
        );
        Send(2);
        _client.Requests.Writer.Complete();

        await second.Task.WaitAsync(TestContext.Current.CancellationToken);
        _client.Taken.ShouldBeEmpty();
        first.SetResult();
        await running;

        _client.Taken.Select(answer => answer.Id).ShouldBe(["0", "1"]);
    }

    [Fact]
    public async Task Run_OneTextFails_OthersAreAnswered()
    {
        _client.Takes.Release(3);
        var running = Run(
            (request, cancellationToken) =>
                request.Texts[0] switch
                {
                    "text 0" => throw new InferenceException(InferenceError.Overloaded, "Later."),
                    "text 1" => throw new FormatException("secret"),
                    _ => EchoAsync(request, cancellationToken),
                }
        );
        Send(3);
        _client.Requests.Writer.Complete();

        await running;

        var answers = _client.Taken.ToDictionary(answer => answer.Id);
        answers["0"]
            .Error.ShouldBe(
                new Error
                {
                    Code = (int)StatusCode.ResourceExhausted,
                    Reason = "overloaded",
                    Message = "Later.",
                    RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
                }
            );
        answers["1"].Error.Reason.ShouldBe("internal");
        answers["1"].Error.Message.ShouldNotContain("secret");
        answers["1"].Error.RetryDelay.ShouldBeNull();
        answers["2"].Translated.Translation.Text.ShouldBe("TEXT 2");
    }

    [Fact]
    public async Task Run_ClientGoesAway_CancelsAllWorkAndWaitsForIt()
    {
        var running = Run(WorkForEverAsync);
        Send(10);
        await Eventually.HoldsAsync(() => _working == Bound);

        await _call.CancelAsync();

        await running.ShouldThrowAsync<OperationCanceledException>();
        _working.ShouldBe(0);
    }

    [Fact]
    public async Task Run_WritingFails_CancelsAllWorkAndSaysWhy()
    {
        _client.WriteFailure = new IOException("reset");
        var running = Run(
            (request, cancellationToken) =>
                request.Texts[0] == "text 0" ? EchoAsync(request, cancellationToken) : WorkForEverAsync(request, cancellationToken)
        );
        Send(10);

        await running.ShouldThrowAsync<Exception>();

        running.Exception?.InnerExceptions.OfType<IOException>().ShouldHaveSingleItem();
        _working.ShouldBe(0);
    }

    [Fact]
    public async Task Run_ServerStops_AnswersWhatItHasReadAndEnds()
    {
        var work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Takes.Release(2);
        var running = RunAfter(work);
        Send(2);
        await Eventually.HoldsAsync(() => _client.Read == 2);

        await _stopping.CancelAsync();
        work.SetResult();

        (await running.ShouldThrowAsync<InferenceException>()).Error.ShouldBe(InferenceError.ModelNotReady);
        _client.Taken.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Run_ReadingFails_AnswersWhatItHasReadAndSaysWhy()
    {
        var work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = RunAfter(work);
        Send(3);
        _client.Requests.Writer.Complete(new InvalidDataException("A frame of no length."));
        await Eventually.HoldsAsync(() => _client.Read == 3);

        work.SetResult();
        _client.Takes.Release(2);
        await Eventually.HoldsAsync(() => _client.Taken.Count == 2);
        running.IsCompleted.ShouldBeFalse("one answer is not taken yet");
        _client.Takes.Release();

        (await running.ShouldThrowAsync<InvalidDataException>()).Message.ShouldBe("A frame of no length.");
        _client.Taken.Select(answer => answer.Translated.Translation.Text).Order().ShouldBe(["TEXT 0", "TEXT 1", "TEXT 2"]);
    }

    [Fact]
    public async Task Run_ReadingFailsAndThenTheClientGoesAway_CancelsAllWork()
    {
        var running = Run(WorkForEverAsync);
        Send(3);
        _client.Requests.Writer.Complete(new InvalidDataException("A frame of no length."));
        await Eventually.HoldsAsync(() => _working == 3);

        await _call.CancelAsync();

        await running.ShouldThrowAsync<InvalidDataException>();
        _working.ShouldBe(0);
    }

    [Fact]
    public async Task Run_ReadingFailsAndTheServerStops_AnswersWhatItHasRead()
    {
        var work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Takes.Release(2);
        var running = RunAfter(work);
        Send(2);
        _client.Requests.Writer.Complete(new InvalidDataException("A frame of no length."));
        await Eventually.HoldsAsync(() => _client.Read == 2);

        await _stopping.CancelAsync();
        work.SetResult();

        await running.ShouldThrowAsync<Exception>();
        _client.Taken.Count.ShouldBe(2);
    }

    /// <summary>Runs a stream whose texts are translated once <paramref name="work"/> is done.</summary>
    private Task RunAfter(TaskCompletionSource work) =>
        Run(
            async (request, cancellationToken) =>
            {
                await work.Task.WaitAsync(cancellationToken);
                return await EchoAsync(request, cancellationToken);
            }
        );

    private async Task Run(Func<TranslationRequest, CancellationToken, Task<TranslationAnswer>> translate, bool isOrdered = false)
    {
        var failures = new GrpcFailures(new FailureReader(NullLogger<FailureReader>.Instance), TimeProvider.System);
        using var stream = new AnswerStream<TranslateStreamRequest, TranslateStreamResponse>(Bound, _stopping.Token, _call.Token)
        {
            Answer = async (message, _, token) =>
                TranslationMessages.ToStreamed(message, await translate(TranslationMessages.ToRequest(message), token)),
            Fail = (message, exception) => TranslationMessages.ToStreamed(message, failures.Answer(exception)),
            Count = () => { },
            IsOrdered = isOrdered,
        };
        await stream.RunAsync(_client, _client);
    }

    private void Send(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _client.Requests.Writer.TryWrite(
                new TranslateStreamRequest { Id = i.ToString(CultureInfo.InvariantCulture), Text = $"text {i}" }
            );
        }
    }

    private async Task<TranslationAnswer> EchoAsync(TranslationRequest request, CancellationToken cancellationToken)
    {
        var working = Interlocked.Increment(ref _working);
        InterlockedMax(ref _mostWorking, working);
        await Task.Yield();
        Interlocked.Decrement(ref _working);
        var text = new Models.Requests.TranslatedText(request.Texts[0].ToUpperInvariant(), 0, 1, 1, false, null);
        return new TranslationAnswer("model", VariantRole.Student, "version", [text], default);
    }

    private async Task<TranslationAnswer> WorkForEverAsync(TranslationRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _working);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("It worked for ever.");
        }
        finally
        {
            Interlocked.Decrement(ref _working);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen)
            {
                return;
            }
        }
    }
}
