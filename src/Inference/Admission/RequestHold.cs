namespace TransformerService.Inference.Admission;

/// <summary>
/// Holds a request's accounts until it is disposed, after the answer was sent: an answer that the caller does not read takes memory too.
/// </summary>
public sealed class RequestHold : IDisposable
{
    private RequestAccount? _account;
    private List<RequestAccount>? _others;

    /// <summary>
    /// Begins the next request of a call, such as that of its next language: the ones before are done, and only their answers are held.
    /// </summary>
    public void Next()
    {
        if (_account is not null)
        {
            _account.Leave();
            (_others ??= []).Add(_account);
            _account = null;
        }
    }

    /// <summary>Holds a request's account.</summary>
    internal void Keep(RequestAccount account) => _account = account;

    public void Dispose()
    {
        _account?.Dispose();
        _others?.ForEach(account => account.Dispose());
    }
}
