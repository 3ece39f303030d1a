using System.Net;
using System.Net.Sockets;

namespace ExhibitionCrm.AppHost;

/// <summary>Ports of this machine.</summary>
public static class Ports
{
    private const int Lowest = 15_000;
    private const int Highest = 32_000;
    private const int Attempts = 1_000;

    /// <summary>Whether a program listens on it, on either of the addresses that "localhost" stands for.</summary>
    public static bool IsTaken(int? port) => port is { } number && (!IsFree(IPAddress.Loopback, number) || (Socket.OSSupportsIPv6 && !IsFree(IPAddress.IPv6Loopback, number)));

    /// <summary>A port that is free on all addresses, below those that systems give to outgoing connections: nobody gets it by chance meanwhile.</summary>
    /// <exception cref="InvalidOperationException">None was found.</exception>
    public static int FindFree()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            if (IsFree(IPAddress.Any, port) && !IsTaken(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {Lowest} to {Highest} is free.");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            // A machine may know IPv6 and have no such address.
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
