using Microsoft.Extensions.DependencyInjection;
using TransformerService.Client;

namespace TransformerService.Cli.Servers;

/// <summary>One server, with what the pool knows about it. Its counts belong to the pool's lock.</summary>
internal sealed class Server : IAsyncDisposable
{
    // Of one attempt: longer than the server's own limit of a request, of which it tells.
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromMinutes(4),
        LongestCall = TimeSpan.FromMinutes(5);

    private readonly ServiceProvider _services;

    /// <param name="address">Where it answers REST.</param>
    /// <param name="key">The key that calls carry, if any.</param>
    public Server(Uri address, string? key)
    {
        Address = address;
        _services = new ServiceCollection()
            .AddTransformerServiceClient(options =>
            {
                options.Address = address;
                options.ApiKey = key;
                options.MaxRetries = 0; // the pool sends a call again, also to another server
                options.AttemptTimeout = LongestAttempt;
                options.Timeout = LongestCall;
            })
            .BuildServiceProvider();
        Client = _services.GetRequiredService<ITransformerServiceClient>();
    }

    public Uri Address { get; }

    public ITransformerServiceClient Client { get; }

    /// <summary>Calls in progress.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether it does not answer, and is asked from time to time whether it does again.</summary>
    public bool IsAside { get; set; }

    /// <summary>No call is sent before this time: the server said so.</summary>
    public DateTimeOffset BusyUntil { get; set; }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
