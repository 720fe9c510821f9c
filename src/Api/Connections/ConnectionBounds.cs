using TransformerService.Api.Configuration;

namespace TransformerService.Api.Connections;

/// <summary>How many connections are accepted at once.</summary>
/// <param name="Callers">At the callers' ports.</param>
/// <param name="CallersPerAddress">Of one address, at the callers' ports.</param>
/// <param name="Probes">Beyond those, for probes alone.</param>
/// <param name="Admins">At the admin ports, if there are any.</param>
/// <param name="AdminsPerAddress">Of one address, at the admin ports.</param>
internal sealed record ConnectionBounds(int Callers, int CallersPerAddress, int Probes, int Admins, int AdminsPerAddress)
{
    /// <summary>
    /// Files that the process needs for itself: its assemblies (about 300 when idle), the models, the store, logs, and calls to others.
    /// </summary>
    public const int KeptFiles = 512;

    /// <summary>One address may take a quarter at most.</summary>
    private const int ShareOfAddress = 4;

    /// <summary>Returns the bounds of the options, lowered to what the limit of open files permits.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="hasAdminPorts">Whether admins have ports of their own.</param>
    /// <param name="files">How many files the process may have open; <see langword="null"/> if there is no limit.</param>
    public static ConnectionBounds Of(AccessLimitsOptions options, bool hasAdminPorts, long? files)
    {
        int callers = options.MaxConnections,
            probes = options.ProbeConnections,
            admins = hasAdminPorts ? options.MaxAdminConnections : 0;
        if (files is { } most && Math.Max(most - KeptFiles, most / 4) is var permitted && permitted < (long)callers + probes + admins)
        {
            probes = (int)Math.Clamp(permitted / 4, 1, probes);
            admins = (int)Math.Min(Math.Max(permitted / 4, 1), admins);
            callers = (int)Math.Clamp(permitted - probes - admins, 1, callers);
        }

        return new ConnectionBounds(
            callers,
            Math.Min(options.MaxConnectionsPerAddress ?? Share(callers), callers),
            probes,
            admins,
            Share(admins)
        );
    }

    private static int Share(int connections) => (connections + ShareOfAddress - 1) / ShareOfAddress;
}
