using System.Runtime.CompilerServices;
using Grpc.Core;

namespace TransformerService.Client.Grpc;

/// <summary>A stream of texts as one call. The server reads no further while its places are taken, and so holds back the sender.</summary>
internal static class GrpcTranslationStream
{
    public static async IAsyncEnumerable<StreamedTranslation> AnswerAsync(
        V1.Transformer.TransformerClient server,
        GrpcCalls calls,
        IAsyncEnumerable<StreamedText> texts,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = server.TranslateStream(calls.StreamOptions(stop.Token));
        var fault = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = SendAsync(call.RequestStream, texts, fault, stop);
        try
        {
            while (await MoveNextAsync(calls, call.ResponseStream, fault.Task, cancellationToken).ConfigureAwait(false))
            {
                yield return TranslationMessages.Read(call.ResponseStream.Current);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The next outcome. What the texts throw ends the call; the caller gets that exception, not the call's.</summary>
    private static async Task<bool> MoveNextAsync(
        GrpcCalls calls,
        IAsyncStreamReader<V1.TranslateStreamResponse> outcomes,
        Task<Exception> fault,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await calls.MoveNextAsync(outcomes, cancellationToken).ConfigureAwait(false);
        }
        catch (TransformerServiceException) when (fault.IsCompletedSuccessfully)
        {
            throw await fault.ConfigureAwait(false);
        }
    }

    // The loop's boundary: a fault of the texts is the reader's to throw, and one of the call reaches the reader through the call.
    private static async Task SendAsync(
        IClientStreamWriter<V1.TranslateStreamRequest> requests,
        IAsyncEnumerable<StreamedText> texts,
        TaskCompletionSource<Exception> fault,
        CancellationTokenSource stop
    )
    {
        var token = stop.Token;
        try
        {
            await foreach (var text in texts.WithCancellation(token).ConfigureAwait(false))
            {
                if (!await TryWriteAsync(requests, text, token).ConfigureAwait(false))
                {
                    return;
                }
            }

            await requests.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            fault.TrySetResult(exception);
            if (!token.IsCancellationRequested)
            {
                await CancelAsync(stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the call still takes texts.</summary>
    private static async Task<bool> TryWriteAsync(
        IClientStreamWriter<V1.TranslateStreamRequest> requests,
        StreamedText text,
        CancellationToken cancellationToken
    )
    {
        var message = TranslationMessages.ToMessage(text);
        try
        {
            await requests.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task CancelAsync(CancellationTokenSource stop)
    {
        try
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The reader has left.
        }
    }
}
