using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Api.Connections;
using Xunit;

namespace TransformerService.Api.Tests.Connections;

public sealed class ProbeReserveTests
{
    private readonly ProbeReserve _reserve = new(8);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Enter_Full_ReplacesTheOldestOfTheAddressThatHasTheMost()
    {
        var greedy = Enumerable.Range(0, 6).Select(_ => Enter("greedy")).ToArray();
        var modest = Enumerable.Range(0, 2).Select(_ => Enter("modest")).ToArray();

        Enter("new");
        Closed(greedy).ShouldBe([0]);
        Enter("greedy");
        Closed(greedy).ShouldBe([0, 1], "what it takes it takes from itself");
        for (var more = 0; more < 100; more++)
        {
            Enter("greedy");
        }

        Closed(modest).ShouldBeEmpty();
        _reserve.Count.ShouldBe(8);
    }

    [Fact]
    public void Enter_CallsInWork_AreNotReplaced()
    {
        var busy = Enumerable.Range(0, 8).Select(_ => Enter("one")).ToArray();
        foreach (var (place, _) in busy)
        {
            place.BeginCall();
        }

        _reserve.Enter("two", isLoopback: true).ShouldBeNull();
        busy[5].Place.EndCall();
        _reserve.Enter("two", isLoopback: true).ShouldNotBeNull();
        Closed(busy).ShouldBe([5]);
    }

    [Fact]
    public void Enter_FromOtherMachines_LeavesLoopbackItsPart()
    {
        var own = Enumerable.Range(0, 2).Select(number => Enter($"127.0.0.{number}", isLoopback: true)).ToArray();
        for (var number = 0; number < 100; number++)
        {
            Enter($"address {number}");
        }

        Closed(own).ShouldBeEmpty();
        for (var number = 0; number < 8; number++)
        {
            Enter("127.0.0.9", isLoopback: true);
        }

        Enter("address");
        _reserve.Count.ShouldBe(8);
    }

    [Fact]
    public void Take_NothingAskedInTime_Closes()
    {
        var (_, connection) = Enter("one");
        _time.Advance(TimeSpan.FromSeconds(4));
        connection.IsAborted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        connection.IsAborted.ShouldBeTrue();
    }

    [Fact]
    public void Take_PlaceReplacedBefore_ClosesAtOnce()
    {
        var place = _reserve.Enter("one", isLoopback: false).ShouldNotBeNull();
        for (var more = 0; more < 8; more++)
        {
            Enter("one");
        }

        var connection = new Connection();
        place.Take(connection, TimeSpan.FromSeconds(5), _time);
        connection.IsAborted.ShouldBeTrue();
    }

    [Fact]
    public void Dispose_Twice_GivesOnePlaceBack()
    {
        var (place, connection) = Enter("one");
        Enter("one");
        place.Dispose();
        place.Dispose();
        _reserve.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromMinutes(1));
        connection.IsAborted.ShouldBeFalse("it is closed already");
    }

    private static int[] Closed((ProbePlace Place, Connection Connection)[] entered) =>
        [.. entered.Index().Where(one => one.Item.Connection.IsAborted).Select(one => one.Index)];

    private (ProbePlace Place, Connection Connection) Enter(string network, bool isLoopback = false)
    {
        var place = _reserve.Enter(network, isLoopback).ShouldNotBeNull();
        var connection = new Connection();
        place.Take(connection, TimeSpan.FromSeconds(5), _time);
        return (place, connection);
    }

    private sealed class Connection : DefaultConnectionContext
    {
        public bool IsAborted { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
    }
}
