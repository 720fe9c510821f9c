using Microsoft.Extensions.Diagnostics.HealthChecks;
using TransformerService.Api.Lifecycle;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace TransformerService.Api.Grpc;

/// <summary>
/// What <see cref="HealthService"/> answers, computed once for all callers whenever the catalog changes, the server stops, or an operator's
/// health check fails or recovers, and never in between.
/// </summary>
internal sealed class HealthStates : IHealthCheckPublisher
{
    private readonly Lock _lock = new();
    private readonly ModelCatalog _catalog;
    private readonly Readiness _readiness;
    private readonly IHostApplicationLifetime _lifetime;
    private volatile bool _hasFailedCheck;
    private volatile Snapshot _now;

    public HealthStates(ModelCatalog catalog, Readiness readiness, IHostApplicationLifetime lifetime)
    {
        (_catalog, _readiness, _lifetime, _now) = (
            catalog,
            readiness,
            lifetime,
            new Snapshot(ServingStatus.NotServing, new Dictionary<string, ServingStatus>(), false)
        );
        catalog.StatesChanged += Update;
        lifetime.ApplicationStopping.Register(Update);
        Update();
    }

    /// <summary>The current states.</summary>
    public Snapshot Now => _now;

    /// <summary>How often the states were computed.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Called by ASP.NET every <see cref="HealthCheckPublisherOptions.Period"/> with the results of all health checks.</summary>
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        // Our own check is not waited for: what it depends on is reported as it happens.
        var hasFailed = report.Entries.Any(static check => check.Key != Readiness.Name && check.Value.Status == HealthStatus.Unhealthy);
        if (hasFailed != _hasFailedCheck)
        {
            _hasFailedCheck = hasFailed;
            Update();
        }

        return Task.CompletedTask;
    }

    private void Update()
    {
        lock (_lock)
        {
            Evaluations++;
            var isLast = _lifetime.ApplicationStopping.IsCancellationRequested;
            var models = _catalog.States.ToDictionary(
                static model => model.Key,
                model => Status(model.Value == ModelState.Ready && !isLast),
                StringComparer.Ordinal
            );
            var before = _now;
            var now = new Snapshot(Status(_readiness.WhyNot() is null && !_hasFailedCheck && !isLast), models, isLast);
            if (now.IsLike(before))
            {
                return;
            }

            _now = now;
            before.Replace();
        }
    }

    private static ServingStatus Status(bool serves) => serves ? ServingStatus.Serving : ServingStatus.NotServing;

    /// <summary>The states at one moment.</summary>
    /// <param name="server">The server's.</param>
    /// <param name="models">Each model's, by name.</param>
    /// <param name="isLast">Whether this is the last snapshot, because the server stops.</param>
    internal sealed class Snapshot(ServingStatus server, IReadOnlyDictionary<string, ServingStatus> models, bool isLast)
    {
        private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether this is the last snapshot, because the server stops.</summary>
        public bool IsLast => isLast;

        /// <summary>Completes when a newer snapshot replaces this one.</summary>
        public Task Replaced => _replaced.Task;

        /// <summary>The state of the server or of a model; <see langword="null"/> if the name is unknown.</summary>
        public ServingStatus? Find(string service) =>
            service == "" || service == V1.Transformer.Descriptor.FullName ? server
            : models.TryGetValue(service, out var status) ? status
            : null;

        public bool IsLike(Snapshot other) =>
            server == other.Find("")
            && isLast == other.IsLast
            && models.Count == other.Count
            && models.All(model => other.Find(model.Key) == model.Value);

        public void Replace() => _replaced.SetResult();

        private int Count => models.Count;
    }
}
