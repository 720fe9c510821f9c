using TransformerService.Shadow.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Store;

public sealed class PostgresShadowStoreTests : ShadowStoreTests, IAsyncLifetime
{
    private PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    internal override ShadowDatabase Database() =>
        new PostgresShadowDatabase(
            (_cluster ?? throw new InvalidOperationException("It was not started.")).ConnectionString,
            TimeSpan.FromSeconds(30)
        );
}
