namespace TransformerService.Soak;

/// <summary>What to load, how hard and for how long.</summary>
internal sealed record SoakOptions
{
    public const string Usage = """
        Usage: Soak --url http://127.0.0.1:PORT [--grpc http://127.0.0.1:PORT] [--pid PID] [--seconds 60] [--clients 8] [--trouble 0]
                    [--mark-seconds 10] [--growth 10] [--seed 1] [--ready-seconds 120]
          --url            the server's REST address; loopback only
          --grpc           its gRPC address; without it REST alone is asked
          --pid            the server's process, whose memory and CPU time are watched
          --seconds        how long to load it, longer than --mark-seconds, up to 3600
          --clients        clients that each wait for an answer before they ask again, 1 to 256
          --trouble        percent of the calls whose caller makes a mistake, goes away or gives little time, 0 to 90
          --mark-seconds   when the memory is taken that the end is compared with, 1 to 600
          --growth         percent that the memory may have grown by the end, 1 to 100
          --seed           of the mix of calls; the same seed asks the same
          --ready-seconds  how long to wait for /health/ready, 1 to 600
        """;

    /// <summary>The server's REST address.</summary>
    public required Uri Url { get; init; }

    /// <summary>The server's gRPC address; <see langword="null"/> to call REST only.</summary>
    public Uri? Grpc { get; init; }

    /// <summary>The share of calls whose caller makes a mistake, disconnects or sets a short time limit; 0 by default.</summary>
    public double Trouble { get; init; }

    /// <summary>The server's process; <see langword="null"/> if it is unknown; then memory is not measured.</summary>
    public int? Pid { get; init; }

    /// <summary>How long the clients send calls; 60 s by default, longer than <see cref="MemoryMark"/>.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The number of concurrent clients; 8 by default.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>Seed of the mix of calls; 1 by default.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long to wait until the server is ready; 120 s by default.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>When the memory is sampled that the end is compared with; 10 s by default.</summary>
    public TimeSpan MemoryMark { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much the memory may grow between the mark and the end; 10 % by default.</summary>
    public double AllowedGrowth { get; init; } = 0.10;

    /// <summary>The maximum time of one call: a longer call is an error.</summary>
    public static TimeSpan CallTimeout { get; } = TimeSpan.FromSeconds(60);

    public static bool TryParse(string[] args, out SoakOptions options, out string fault)
    {
        options = new SoakOptions { Url = new Uri("http://127.0.0.1:8080") };
        fault = "";
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var parsed = (args[i], int.TryParse(value, out var number)) switch
            {
                ("--url", _) when Uri.TryCreate(value, UriKind.Absolute, out var url) && url.IsLoopback => options with { Url = url },
                ("--grpc", _) when Uri.TryCreate(value, UriKind.Absolute, out var url) && url.IsLoopback => options with { Grpc = url },
                ("--trouble", true) when number is >= 0 and <= 90 => options with { Trouble = number / 100.0 },
                ("--mark-seconds", true) when number is >= 1 and <= 600 => options with { MemoryMark = TimeSpan.FromSeconds(number) },
                ("--growth", true) when number is >= 1 and <= 100 => options with { AllowedGrowth = number / 100.0 },
                ("--pid", true) when number > 0 => options with { Pid = number },
                ("--seconds", true) when number is >= 2 and <= 3600 => options with { Duration = TimeSpan.FromSeconds(number) },
                ("--clients", true) when number is >= 1 and <= 256 => options with { Clients = number },
                ("--seed", true) => options with { Seed = number },
                ("--ready-seconds", true) when number is >= 1 and <= 600 => options with { ReadyTimeout = TimeSpan.FromSeconds(number) },
                _ => null,
            };
            if (parsed is null)
            {
                fault = $"Not understood, or out of bounds: {args[i]} {value}";
                return false;
            }

            options = parsed;
        }

        if (options.Duration <= options.MemoryMark)
        {
            fault = "--seconds must be more than --mark-seconds.";
            return false;
        }

        return true;
    }
}
