namespace TransformerService.Inference.Admission;

/// <summary>Keeps a request's place in work until it is disposed, which is when its answer has been sent: an answer that nobody takes is memory too.</summary>
public sealed class RequestHold : IDisposable
{
    private RequestAccount? _account;

    internal void Keep(RequestAccount account) => _account = account;

    public void Dispose() => _account?.Dispose();
}
