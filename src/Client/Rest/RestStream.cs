using System.Runtime.CompilerServices;

namespace TransformerService.Client.Rest;

/// <summary>Answers whose items are given to the caller as they come.</summary>
internal static class RestStream
{
    /// <summary>Sends a request and reads the items of its answer; whatever fails is an exception of the client's.</summary>
    /// <param name="calls">Sends it.</param>
    /// <param name="request">Makes the request, for each enumeration; it is disposed.</param>
    /// <param name="read">Reads the items from the body.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        RestCalls calls,
        Func<HttpRequestMessage> request,
        Func<Stream, CancellationToken, IAsyncEnumerable<T>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var response = await TranslateAsync(
                () => calls.OpenAsync(request(), readsFailures: false, cancellationToken),
                calls,
                cancellationToken
            )
            .ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var items = read(body, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                while (await TranslateAsync(() => items.MoveNextAsync().AsTask(), calls, cancellationToken).ConfigureAwait(false))
                {
                    yield return items.Current;
                }
            }
        }
    }

    private static async Task<T> TranslateAsync<T>(Func<Task<T>> call, RestCalls calls, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception) when (calls.Translate(exception, cancellationToken) is TransformerServiceException failure)
        {
            throw failure;
        }
    }
}
