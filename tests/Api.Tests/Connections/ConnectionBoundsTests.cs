using Shouldly;
using TransformerService.Api.Configuration;
using TransformerService.Api.Connections;
using Xunit;

namespace TransformerService.Api.Tests.Connections;

public sealed class ConnectionBoundsTests
{
    [Theory]
    [InlineData(null, 10_000, 2_500, 64)]
    [InlineData(20_000L, 10_000, 2_500, 64)]
    [InlineData(4_096L, 3_520, 880, 64)]
    [InlineData(1_024L, 448, 112, 64)]
    [InlineData(600L, 113, 29, 37)]
    [InlineData(200L, 38, 10, 12)]
    [InlineData(8L, 1, 1, 1)]
    [InlineData(0L, 1, 1, 1)]
    public void Of_OpenFiles_LowersWhatDoesNotFit(long? files, int callers, int perAddress, int probes) =>
        ConnectionBounds
            .Of(new AccessLimitsOptions(), hasAdminPorts: false, files)
            .ShouldBe(new ConnectionBounds(callers, perAddress, probes, 0, 0));

    [Fact]
    public void Of_AdminPorts_HaveBoundsOfTheirOwn()
    {
        ConnectionBounds
            .Of(new AccessLimitsOptions(), hasAdminPorts: true, files: null)
            .ShouldBe(new ConnectionBounds(10_000, 2_500, 64, 100, 25));
        ConnectionBounds.Of(new AccessLimitsOptions(), hasAdminPorts: true, files: 600).ShouldBe(new ConnectionBounds(76, 19, 37, 37, 10));
    }

    [Fact]
    public void Of_AnAddressesShare_IsAtMostAll()
    {
        ConnectionBounds.Of(new AccessLimitsOptions { MaxConnectionsPerAddress = 7 }, false, null).CallersPerAddress.ShouldBe(7);
        ConnectionBounds
            .Of(new AccessLimitsOptions { MaxConnections = 5, MaxConnectionsPerAddress = 7 }, false, null)
            .CallersPerAddress.ShouldBe(5);
    }
}
